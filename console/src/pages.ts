import { computed } from '@preact/signals';
import { createElement, type FunctionComponent } from 'preact';
import { classOfSegment, entityClasses } from '../../src/model/classes.ts';
import { uriOf } from './data/api.ts';
import { raisedAlarms } from './data/alarms/summary.ts';
import { counts } from './data/counts.ts';
import { hosts, isFleet } from './data/hosts.ts';
import type { FleetWants } from './data/table/fleet-metrics.ts';
import { fleetWants } from './data/table/fleet-wants.ts';
import { lazy } from './lazy.tsx';
import { comparedMetrics } from './view/chosen.ts';
import { matcher, type Params, type Patterned } from './view/match.ts';
import type { Restricted } from './view/access/needs.ts';
import { permitted } from './view/access/permitted.ts';
import { path } from './view/router.ts';

/** A page of the console: its addresses, its tab, the data it needs, and the component that draws it. */
export interface Page extends Patterned {
  /** Also the class `shows-<name>` of the frame. */
  readonly name: string;
  /** Without it the row always counts. */
  readonly when?: () => boolean;
  /** The document's title; a page that is named by what it shows sets its own. */
  readonly title?: string;
  /** The entry in the header, and the keys that open it from everywhere. */
  readonly tab?: Tab;
  /** Page whose tab this one belongs to. */
  readonly under?: string;
  /** Parameters of the address besides those of the charts; null where the API itself refuses them. */
  readonly parameters: readonly string[] | null;
  /** The page has the table of machines, which the search filters as one types. */
  readonly table?: true;
  /** Metrics and facts of all machines that the page draws; their table is streamed while it is shown. */
  readonly wants?: () => FleetWants | null;
  readonly component: FunctionComponent<Params>;
}

export interface Tab {
  readonly href: string;
  readonly text: string;
  readonly count?: () => number | undefined;
  readonly keys: string;
  /** What the page asks for, where not every role may; the tab is shown to those that may. */
  readonly asks?: Restricted;
  /** It is reached from the foot of the frame, from the menu of the login and by its keys. */
  readonly isAside?: true;
}

/** Parameters of the table of machines; `q` is an older name of `select`. */
const table = ['select', 'q', 'sort', 'columns', 'group', 'gone'];

const HostPage = lazy(async () => import('./pages/host.tsx'), 'HostPage');

/** Every page, tabs in the order of the header. A page is added by a row here. With more than one host the front page is of all. */
export const pages: readonly Page[] = [
  {
    name: 'fleet',
    patterns: ['/'],
    when: () => isFleet.value,
    title: 'Hosts',
    under: 'host',
    parameters: ['hosts', ...table],
    table: true,
    wants: () => fleetWants.value,
    component: lazy(async () => import('./pages/fleet.tsx'), 'FleetPage'),
  },
  {
    name: 'host',
    patterns: ['/', '/metrics/host/:id', '/metrics/host/:id/history/*'],
    tab: {
      href: '/',
      get text() {
        return isFleet.value ? 'Hosts' : 'Host';
      },
      keys: 'g h',
    },
    parameters: ['sort', 'columns'],
    wants: () => fleetWants.value,
    // What the front page is depends on how many hosts there are; either page is fetched alone.
    component: (params) => (params.id || hosts.value ? createElement(HostPage, params) : null),
  },
  {
    name: 'machines',
    patterns: ['/metrics/VM'],
    title: 'Machines',
    tab: {
      href: '/metrics/VM',
      text: 'Machines',
      count: () => counts.value?.['VM']?.count,
      keys: 'g m',
    },
    parameters: table,
    table: true,
    wants: () => fleetWants.value,
    component: lazy(async () => import('./pages/machines.tsx'), 'MachinesPage'),
  },
  {
    name: 'top',
    patterns: ['/metrics/VM/top'],
    title: 'Top',
    tab: { href: '/metrics/VM/top', text: 'Top', keys: 'g t' },
    parameters: ['metric', 'host', 'select'],
    component: lazy(async () => import('./pages/top.tsx'), 'TopPage'),
  },
  {
    name: 'compare',
    patterns: ['/metrics/VM/compare'],
    title: 'Compare machines',
    under: 'machines',
    parameters: ['ids', 'metrics', 'layout'],
    wants: () =>
      comparedMetrics.value.length > 0 ? { metrics: comparedMetrics.value, facts: ['tags', 'flavor'] } : null,
    component: lazy(async () => import('./pages/compare.tsx'), 'ComparePage'),
  },
  {
    name: 'machine',
    patterns: ['/metrics/VM/:id', '/metrics/VM/:id/history/*'],
    under: 'machines',
    parameters: [],
    component: lazy(async () => import('./pages/machine.tsx'), 'MachinePage'),
  },
  {
    name: 'class',
    patterns: ['/metrics/:class'],
    parameters: [],
    component: lazy(async () => import('./pages/class.tsx'), 'ClassPage'),
  },
  {
    name: 'entity',
    patterns: ['/metrics/:class/:id', '/metrics/:class/:id/history/*'],
    parameters: [],
    component: lazy(async () => import('./pages/entity.tsx'), 'EntityPage'),
  },
  {
    name: 'metric',
    patterns: ['/metrics/:class/:id/:metric/*'],
    parameters: [],
    component: lazy(async () => import('./pages/metric.tsx'), 'MetricPage'),
  },
  {
    name: 'alarms',
    patterns: ['/alarms'],
    title: 'Alarms',
    tab: { href: '/alarms', text: 'Alarms', count: () => raisedAlarms.value, keys: 'g a' },
    parameters: ['state', 'rule', 'subject', 'select'],
    component: lazy(async () => import('./pages/alarms.tsx'), 'AlarmsPage'),
  },
  {
    name: 'alarm-log',
    patterns: ['/alarms/log'],
    title: 'Log of alarms',
    under: 'alarms',
    parameters: ['rule', 'subject', 'select', 'before', 'after'],
    component: lazy(async () => import('./pages/alarm-log.tsx'), 'AlarmLogPage'),
  },
  {
    name: 'alarm-rules',
    patterns: ['/alarm-rules'],
    title: 'Rules of alarms',
    under: 'alarms',
    parameters: [],
    component: lazy(async () => import('./pages/alarm-rules.tsx'), 'AlarmRulesPage'),
  },
  {
    name: 'alarm-rule',
    patterns: ['/alarm-rules/new', '/alarm-rules/:id'],
    under: 'alarms',
    parameters: [],
    component: lazy(async () => import('./pages/alarm-rule.tsx'), 'AlarmRulePage'),
  },
  {
    name: 'alarm',
    patterns: ['/alarms/:id'],
    under: 'alarms',
    parameters: [],
    component: lazy(async () => import('./pages/alarm.tsx'), 'AlarmPage'),
  },
  {
    name: 'messages',
    patterns: ['/messages'],
    title: 'Messages',
    tab: { href: '/messages', text: 'Messages', keys: 'g e' },
    parameters: ['filter'],
    component: lazy(async () => import('./pages/messages.tsx'), 'MessagesPage'),
  },
  {
    name: 'access',
    patterns: ['/access'],
    title: 'Access',
    tab: { href: '/access', text: 'Access', keys: 'g c', asks: 'GET /tokens', isAside: true },
    parameters: [],
    component: lazy(async () => import('./pages/access.tsx'), 'AccessPage'),
  },
  {
    name: 'resource',
    patterns: [
      '/*',
      '/metrics/:class/history',
      '/metrics/:class/top',
      '/metrics/:class/:id/events',
      ...entityClasses.map((cls) => `${uriOf(cls)}/history`),
      '/metrics/host/top',
    ],
    parameters: null,
    component: lazy(async () => import('./pages/resource.tsx'), 'ResourcePage'),
  },
];

const match = computed(() => matcher(pages.filter(({ when }) => when?.() ?? true)));

/** What is shown at an address: the last row fits every one. */
function pageAt(at: string): { page: Page; params: Params } {
  const found = match.value(at);
  if (!found) throw new Error(`Cannot show "${at}": no page`);
  const { row: page, params } = found;
  return { page, params: { ...params, class: classOfSegment(params.class) ?? params.class } };
}

/** Tabs of the pages that the reader may open. */
export function tabs(): Tab[] {
  return pages.flatMap(({ tab }) => (tab && (!tab.asks || permitted(tab.asks)) ? tab : []));
}

/** What the address shows now. */
export const shown = computed(() => pageAt(path.value));

/** Whether an address of this server is shown without fetching a document. */
export function isPage(at: string): boolean {
  return pageAt(at).page.parameters !== null;
}

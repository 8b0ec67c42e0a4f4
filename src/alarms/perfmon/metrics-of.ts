import type { DataSourceRule } from '../../model/xapi/data-source-rules.ts';
import { branches } from './branches.ts';
import { isNumbered, matchNames, type NameMatch } from './match-names.ts';
import { otherMatches } from './other-names.ts';
import { parseRegex } from './regex/parse-regex.ts';

/** Fields of a condition that say what it compares, and what differs from perfmon. */
export interface Metrics {
  readonly metrics: readonly string[];
  readonly instances: string | null;
  /** XAPI's, in which the level is written. */
  readonly units: string;
  readonly notes: readonly string[];
}

/** What perfmon's own regular expressions are for, where names of devices differ from those of Xen. */
const ownDevices: Readonly<Record<string, { readonly instances: string | null; readonly note: string }>> = {
  'vbd_(xvd|hd)[a-z]+_(read|write)': {
    instances: null,
    note: 'the default is of the disks xvd… and hd…; here it is of all disks, which have other names (vda, sda)',
  },
  'pif_eth[0-9]+_[rt]x': {
    instances: '(en|eth)[a-z0-9]*',
    note: 'the default is of the interfaces eth…; here it is of en… too, as newer hosts call them',
  },
};

/** Data sources whose metric is not quite the same. */
const nameNotes: Readonly<Record<string, string>> = {
  loadavg: 'loadavg is the load of the host, not that of a control domain',
  memory_free_kib: 'memory_free_kib is what could be used without swapping, not what the hypervisor has left',
  memory_target: 'memory_target is the memory that the VM has: libvirt has one figure for both',
};

/** The metrics that a regular expression of data sources means; or why none can be compared in its place. */
export function metricsOf(text: string, cls: DataSourceRule['class'], isDefault: boolean): Metrics | string {
  const quoted = `rrd_regex ${text.slice(0, 200)}`;
  const regex = parseRegex(text);
  if (typeof regex === 'string') return `${quoted}: ${regex}`;
  const all = matchNames(regex, cls);
  const found = withoutErrors(all);
  const [first] = found;
  if (!first) return `${quoted} matches no data source of a ${cls} that virtscope has a metric for`;
  const wrong = mixed(found);
  if (wrong !== null) return `${quoted} ${wrong}`;
  const own = isDefault ? ownDevices[text] : undefined;
  const unknown = [...branches(regex)].filter(
    (branch) => matchNames(branch.regex, cls).length === 0 && otherMatches(branch.regex, cls).length === 0,
  );
  return {
    metrics: found.map(({ rule }) => rule.metric),
    instances: own ? own.instances : (found.find(({ devices }) => devices !== null)?.devices ?? null),
    units: first.rule.units,
    notes: [
      ...(own ? [own.note] : deviceNotes(found)),
      ...found.flatMap(({ rule }) => nameNotes[rule.name] ?? []),
      ...all
        .filter((one) => !found.includes(one))
        .map(({ rule }) => `${rule.name} is not compared: XAPI keeps it only where that is switched on`),
      ...otherMatches(regex, cls).map(
        (name) => `rrd_regex matches ${name} too, which is not compared: virtscope has no metric for it`,
      ),
      ...unknown.map(({ option }) => `"${option}" of rrd_regex matches nothing that is known`),
    ],
  };
}

/** Errors are kept by XAPI only where that is switched on: an expression that matches other values too is about those. */
function withoutErrors(found: readonly NameMatch[]): readonly NameMatch[] {
  const others = found.filter(({ rule }) => !rule.name.endsWith('_errors'));
  return others.length === 0 ? found : others;
}

/** Why the matches cannot be one condition; null where they can. */
function mixed(found: readonly NameMatch[]): string | null {
  const distinct = (of: (match: NameMatch) => string): string[] => [...new Set(found.map(of))];
  const names = distinct(({ rule }) => rule.name).join(', ');
  const units = distinct(({ rule }) => rule.units);
  if (units.length > 1) return `matches values of several units (${units.join(', ')}): ${names}`;
  const metrics = distinct(({ rule }) => rule.metric);
  if (metrics.length < found.length)
    return `matches two names of one metric, which would count once: ${names}`;
  const ofDevices = found.filter(({ rule }) => rule.name.includes('#'));
  const devices = new Set(ofDevices.map((match) => match.devices));
  if (devices.size > 1)
    return `matches other devices of each of ${names}: one rule has one pattern of devices`;
  const [{ rule, devices: some } = { rule: null, devices: null }] = ofDevices;
  if (rule && some !== null && isNumbered(rule) && rule.name !== 'cpu#')
    return `is of interface ${some}: virtscope knows interfaces by their MAC address and not by a number`;
  return null;
}

function deviceNotes(found: readonly NameMatch[]): string[] {
  const named = found.find(({ rule, devices }) => devices !== null && !isNumbered(rule));
  return named
    ? [
        `devices have other names here (vda, enp1s0): where ${named.devices} is none of them there is no alarm`,
      ]
    : [];
}

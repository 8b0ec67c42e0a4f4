import { CLASSES, entityClasses, type EntityClass } from '../model/classes.ts';
import type { Need } from '../model/access/role.ts';
import { auditLogEndpoint } from './access/audit-log.ts';
import * as session from './access/session.ts';
import * as tokens from './access/tokens.ts';
import { dryRunEndpoint } from './alarms/dry-run.ts';
import { ruleEndpoint } from './alarms/rule.ts';
import * as alarms from './alarms/routes.ts';
import * as edits from './alarms/edits.ts';
import { alarmLogEndpoint } from './alarms/log.ts';
import * as silences from './alarms/silences.ts';
import { capacityEndpoint } from './capacity/routes.ts';
import type { Services } from './context.ts';
import { entitiesEndpoint, entityEndpoint } from './entities/routes.ts';
import { eventsEndpoint, instanceEventsEndpoint } from './events/routes.ts';
import { healthEndpoint, readinessEndpoint } from './health/routes.ts';
import * as history from './history/routes.ts';
import type { Endpoint } from './http/endpoint.ts';
import { classesEndpoint } from './metrics/classes.ts';
import { instanceEndpoint } from './metrics/instance.ts';
import { instancesEndpoint } from './metrics/instances.ts';
import { instantaneousEndpoint } from './metrics/instantaneous.ts';
import { latencyHistogramEndpoint } from './latency/routes.ts';
import { logsEndpoint } from './logs/routes.ts';
import { messagesEndpoint } from './messages/routes.ts';
import { openapiEndpoint } from './openapi/routes.ts';
import * as sources from './sources/routes.ts';
import { testSourceEndpoint } from './sources/trial.ts';
import { statsEndpoint, statsListEndpoint, vmStatsEndpoint } from './stats/routes.ts';
import { statusEndpoint } from './status/routes.ts';
import { topEndpoint } from './top/routes.ts';
import * as xapi from './xapi/mod.ts';

/** One address of the API: the server and openapi.json are made of these rows. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** What a client must be: `public` is answered to all. */
  readonly need: Need;
  readonly tag:
    | 'status'
    | `${EntityClass}s`
    | 'metrics'
    | 'events'
    | 'alarms'
    | 'messages'
    | 'logs'
    | 'stats'
    | 'access'
    | 'XAPI';
  readonly endpoint: (services: Services) => Endpoint;
}

type Row = [Route['method'], path: string, Route['need'], Route['tag'], Route['endpoint']];

// prettier-ignore
const rows: readonly Row[] = [
  ['GET', '/openapi.json', 'viewer', 'status', openapiEndpoint],
  ['GET', '/status', 'viewer', 'status', statusEndpoint],
  ['GET', '/healthz', 'public', 'status', healthEndpoint],
  ['GET', '/readyz', 'public', 'status', readinessEndpoint],
  ...entityClasses.flatMap(ownRows),
  ['GET', '/hosts/:id/capacity', 'viewer', 'hosts', capacityEndpoint],
  ['GET', '/metrics', 'viewer', 'metrics', classesEndpoint],
  ['GET', '/metrics/:class', 'viewer', 'metrics', instancesEndpoint],
  ['GET', '/metrics/:class/history', 'viewer', 'metrics', history.classHistoryEndpoint],
  ['GET', '/metrics/:class/top', 'viewer', 'metrics', topEndpoint],
  ['GET', '/metrics/:class/:id', 'viewer', 'metrics', instanceEndpoint],
  ['GET', '/metrics/:class/:id/history', 'viewer', 'metrics', history.instanceHistoryEndpoint],
  ['GET', '/metrics/:class/:id/history/:cursor', 'viewer', 'metrics', history.newerInstanceHistoryEndpoint],
  ['GET', '/metrics/:class/:id/events', 'viewer', 'events', instanceEventsEndpoint],
  ['GET', '/metrics/:class/:id/:metric/instantaneous', 'viewer', 'metrics', instantaneousEndpoint],
  ['GET', '/metrics/:class/:id/:metric/history', 'viewer', 'metrics', history.metricHistoryEndpoint],
  ['GET', '/metrics/:class/:id/:metric/history/:cursor', 'viewer', 'metrics', history.newerMetricHistoryEndpoint],
  ['GET', '/metrics/service/:id/latency/histogram', 'viewer', 'metrics', latencyHistogramEndpoint],
  ['GET', '/events', 'viewer', 'events', eventsEndpoint],
  ['GET', '/alarms', 'viewer', 'alarms', alarms.alarmsEndpoint],
  ['GET', '/alarms/log', 'viewer', 'alarms', alarmLogEndpoint],
  ['GET', '/alarms/:id', 'viewer', 'alarms', alarms.alarmEndpoint],
  ['POST', '/alarms/:id/ack', 'operator', 'alarms', alarms.acknowledgeEndpoint],
  ['DELETE', '/alarms/:id/ack', 'operator', 'alarms', alarms.withdrawEndpoint],
  ['GET', '/alarm-rules', 'viewer', 'alarms', alarms.alarmRulesEndpoint],
  ['GET', '/alarm-rules/:id', 'viewer', 'alarms', ruleEndpoint],
  ['POST', '/alarm-rules/dry-run', 'operator', 'alarms', dryRunEndpoint],
  ['PUT', '/alarm-rules/:id', 'admin', 'alarms', edits.setRuleEndpoint],
  ['DELETE', '/alarm-rules/:id', 'admin', 'alarms', edits.removeRuleEndpoint],
  ['GET', '/overrides', 'viewer', 'alarms', edits.overridesEndpoint],
  ['PUT', '/overrides/:name', 'admin', 'alarms', edits.setOverrideEndpoint],
  ['DELETE', '/overrides/:name', 'admin', 'alarms', edits.removeOverrideEndpoint],
  ['GET', '/silences', 'viewer', 'alarms', silences.silencesEndpoint],
  ['POST', '/silences', 'operator', 'alarms', silences.addSilenceEndpoint],
  ['DELETE', '/silences/:id', 'operator', 'alarms', silences.removeSilenceEndpoint],
  ['GET', '/messages', 'viewer', 'messages', messagesEndpoint],
  ['GET', '/logs', 'viewer', 'logs', logsEndpoint],
  ['GET', '/stats', 'viewer', 'stats', statsEndpoint],
  ['GET', '/stats/:vm', 'viewer', 'stats', vmStatsEndpoint],
  ['POST', '/stats', 'viewer', 'stats', statsListEndpoint],
  ['GET', '/sources', 'viewer', 'sources', sources.sourcesEndpoint],
  ['POST', '/sources', 'admin', 'sources', sources.addSourceEndpoint],
  ['POST', '/sources/test', 'operator', 'sources', testSourceEndpoint],
  ['GET', '/sources/:id', 'viewer', 'sources', sources.sourceEndpoint],
  ['DELETE', '/sources/:id', 'admin', 'sources', sources.removeSourceEndpoint],
  ['POST', '/sources/:id/retry', 'operator', 'sources', sources.retrySourceEndpoint],
  ['POST', '/reload', 'admin', 'sources', sources.reloadEndpoint],
  ['GET', '/session', 'public', 'access', session.sessionEndpoint],
  ['POST', '/session', 'public', 'access', session.logInEndpoint],
  ['DELETE', '/session', 'public', 'access', session.logOutEndpoint],
  ['GET', '/tokens', 'admin', 'access', tokens.tokensEndpoint],
  ['POST', '/tokens', 'admin', 'access', tokens.createTokenEndpoint],
  ['DELETE', '/tokens/:id', 'admin', 'access', tokens.revokeTokenEndpoint],
  ['GET', '/audit-log', 'admin', 'access', auditLogEndpoint],
  // XAPI's clients log in by a call of this route: each call is checked for its own session.
  ['POST', '/jsonrpc', 'public', 'XAPI', xapi.rpcEndpoint],
  ['GET', '/rrd_updates', 'viewer', 'XAPI', xapi.updatesEndpoint],
  ['GET', '/vm_rrd', 'viewer', 'XAPI', xapi.vmDumpEndpoint],
  ['GET', '/vm_rrds', 'viewer', 'XAPI', xapi.vmDumpEndpoint],
  ['GET', '/host_rrd', 'viewer', 'XAPI', xapi.hostDumpEndpoint],
  ['GET', '/host_rrds', 'viewer', 'XAPI', xapi.hostDumpEndpoint],
];

/** The pages that a class has besides its part of the tree. */
function ownRows(cls: EntityClass): Row[] {
  const { path } = CLASSES[cls];
  if (path === null) return [];
  return [
    ['GET', path, 'viewer', `${cls}s`, (services) => entitiesEndpoint(services, cls)],
    ['GET', `${path}/:id`, 'viewer', `${cls}s`, (services) => entityEndpoint(services, cls)],
  ];
}

/** Every route of the API. A route is added by a row above. */
export const routes: readonly Route[] = rows.map(([method, path, need, tag, endpoint]) => {
  return { method, path, need, tag, endpoint };
});

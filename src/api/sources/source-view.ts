import type { Connection } from '../../model/connection.ts';
import { hostOf } from '../../model/entity.ts';
import type { Services } from '../context.ts';
import { entityPath, metricsPath } from '../http/paths.ts';
import type { Source } from '../wire/sources.ts';

/** A connection as JSON, with the state of its source. */
export function sourceView(
  { store, sources, startedAt }: Services,
  { id, kind, uri: target, intervalMs, guestAgent, origin, at }: Connection,
): Source {
  const status = sources().find((source) => source.id === id);
  const own = store.entities('host').find(({ source }) => source === id);
  // A daemon of this machine: its host is reported by another source.
  const hostId = own?.id ?? store.entities('VM').map((vm) => (vm.source === id ? hostOf(vm) : null)).find((host) => host !== null); // prettier-ignore
  const host = own ?? (hostId === undefined ? null : store.entity('host', hostId));
  return {
    id,
    uri: `/sources/${encodeURIComponent(id)}`,
    metrics: metricsPath({ class: 'source', id }),
    kind,
    target,
    interval: intervalMs / 1000,
    guestAgent,
    origin,
    at,
    up: status?.up ?? false,
    reason: status ? status.reason : 'not started yet',
    since: (status?.since ?? startedAt) / 1000,
    host: host && { id: host.id, name: host.name, uri: entityPath(host) },
  };
}

import type { Connection } from '../../model/connection.ts';
import { hostOf } from '../../model/entity.ts';
import type { Services } from '../context.ts';
import { entityPath, metricsPath } from '../http/paths.ts';
import type { Source } from '../wire/sources.ts';

/** Makes connections to JSON, with the state of their sources as it is now. */
export function sourceViewer(services: Services): (connection: Connection) => Source {
  const { store, sources, startedAt } = services;
  const statuses = new Map(sources().map((status) => [status.id, status]));
  const hosts = hostsBySource(services);
  return ({ id, kind, uri: target, intervalMs, guestAgent, origin, at }) => {
    const status = statuses.get(id);
    const hostId = hosts.get(id);
    const host = hostId === undefined ? null : store.entity('host', hostId);
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
  };
}

/** Ids of hosts by the source that reports each; of a source that reports none, that of its VMs. */
function hostsBySource({ store }: Services): ReadonlyMap<string, string> {
  const hosts = new Map<string, string>();
  for (const { source, id } of store.entities('host')) if (!hosts.has(source)) hosts.set(source, id);
  for (const vm of store.entities('VM')) {
    const host = hostOf(vm);
    if (host !== null && !hosts.has(vm.source)) hosts.set(vm.source, host);
  }
  return hosts;
}

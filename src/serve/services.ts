import { serviceId } from '../model/entity.ts';
import type { Source } from '../model/source.ts';
import { VIRTSCOPE, type ServiceReading } from '../sources/virtscope/mod.ts';
import {
  latencyOf,
  Tally,
  type IntervalCalls,
  type LatencyHistory,
  type ServiceCalls,
} from '../streams/mod.ts';

interface ServiceParts {
  readonly calls: ServiceCalls;
  readonly latencies: LatencyHistory;
  /** Id of this machine. */
  readonly hostId: string;
  readonly sources: readonly Pick<Source, 'id' | 'kind' | 'status'>[];
  /** Id of the host whose daemon a source reads; null where it is not known yet. */
  readonly hostOf: (source: string) => string | null;
}

/** What answers the calls of a kind of source. */
const daemons: Readonly<Record<string, string>> = { libvirt: 'libvirtd' };

/** A service and the calls of it in an interval. */
interface Service extends Pick<ServiceReading, 'name' | 'hostId' | 'problem'> {
  readonly tally: Tally;
}

/** Ends the interval of all services: keeps how long their calls took, and sums it up. */
export function readServices(parts: ServiceParts): ServiceReading[] {
  const interval = parts.calls.take();
  const services = servicesOf(interval, parts);
  const { start, end, seconds } = interval;
  const tallies = services.map(({ name, hostId, tally }) => [serviceId(name, hostId), tally] as const);
  parts.latencies.push({ start, end, services: new Map(tallies) });
  return services.map(({ name, hostId, problem, tally }) => {
    const { calls, errors } = tally;
    return { name, hostId, problem, seconds, calls, errors, latency: latencyOf(tally.latency()) };
  });
}

/** This program, and each daemon once, however many sources reach it: it answers where one of them is up. */
function servicesOf({ served, made }: IntervalCalls, { hostId, hostOf, sources }: ServiceParts): Service[] {
  const found = new Map<string, Service>();
  for (const source of sources) {
    const { id, kind } = source;
    const [name, host] = [daemons[kind], hostOf(id)];
    if (name === undefined || host === null) continue;
    const known = found.get(serviceId(name, host));
    const tally = known?.tally ?? new Tally();
    const calls = made.get(id);
    if (calls) tally.merge(calls);
    const problem = known && known.problem === null ? null : source.status().reason;
    found.set(serviceId(name, host), { name, hostId: host, problem, tally });
  }
  return [{ name: VIRTSCOPE, hostId, problem: null, tally: served }, ...found.values()];
}

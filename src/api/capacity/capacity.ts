import { hostOf, type Entity } from '../../model/entity.ts';
import type { Store } from '../../store/mod.ts';
import { metricsPath } from '../http/paths.ts';
import type { Allocation, Capacity } from '../wire/capacity.ts';
import { sizeOf, type Size } from './sizes.ts';

/** Machines that are named. */
const mostLargest = 5;

/** Kept for the host itself: a twentieth of its memory, at least 1 GiB. Nova and oVirt keep 0.5 GiB and less, which is too little for QEMU's own memory. */
const reserveShare = 0.05;
const leastReserve = 2 ** 30;

/** What a host has and what its machines were given of it, at `now` (epoch ms). */
export function capacityOf(store: Store, host: Entity, now: number): Capacity {
  const machines = store.entities('VM').filter((entity) => hostOf(entity) === host.id);
  const defined = machines.map((entity) => sizeOf(store, entity));
  const running = defined.filter(({ isRunning }) => isRunning);
  const resource = (name: 'vcpus' | 'memory', metric: string) => {
    const physical = store.instant(host, metric)?.value ?? null;
    const used = allocationOf(running, name);
    const overcommit = physical === null || physical === 0 ? null : used.allocated / physical;
    return { physical, running: used, defined: allocationOf(defined, name), overcommit };
  };
  const memory = resource('memory', 'memory.total');
  return {
    id: host.id,
    name: host.name,
    time: now / 1000,
    machines: { running: running.length, defined: defined.length },
    vcpus: resource('vcpus', 'cpu.count'),
    memory: { ...memory, ...roomIn(memory.physical, memory.running.allocated) },
    largest: largestOf(defined),
  };
}

function allocationOf(sizes: readonly Size[], name: 'vcpus' | 'memory'): Allocation {
  const known = sizes.flatMap((size) => size[name] ?? []);
  return { allocated: known.reduce((sum, size) => sum + size, 0), unknown: sizes.length - known.length };
}

function roomIn(physical: number | null, allocated: number): Pick<Capacity['memory'], 'reserve' | 'fits'> {
  if (physical === null) return { reserve: null, fits: null };
  const reserve = Math.min(physical, Math.max(leastReserve, physical * reserveShare));
  return { reserve, fits: Math.max(0, physical - allocated - reserve) };
}

function largestOf(sizes: readonly Size[]): Capacity['largest'] {
  const order = sizes.toSorted(
    (a, b) => (b.memory ?? -1) - (a.memory ?? -1) || (b.vcpus ?? -1) - (a.vcpus ?? -1),
  );
  return order.slice(0, mostLargest).map(({ entity, vcpus, memory }) => {
    const { id, name, state } = entity;
    return { id, name, state, vcpus, memory, uri: metricsPath(entity) };
  });
}

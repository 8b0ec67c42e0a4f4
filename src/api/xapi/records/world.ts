import { isInactive } from '../../../model/classes.ts';
import { hostOf, type Entity } from '../../../model/entity.ts';
import type { Store } from '../../../store/mod.ts';
import { NULL_REF, refFor, uuidOf } from '../refs.ts';

/** What records say of one another, as it is now. */
export interface World {
  readonly store: Store;
  readonly version: string;
  /** Reference of the host that answers for all; none without a host. */
  readonly master: string;
  /** Reference of the host with this id; none where it is not known. */
  hostRef(id: string | null): string;
  /** References of the VMs that run on the host with this id. */
  residents(id: string): readonly string[];
}

export function worldOf(store: Store, version: string): World {
  const hosts = new Map(store.entities('host').map((host) => [host.id, refOf(host)]));
  const residents = Map.groupBy(
    store.entities('VM').filter((vm) => !isHalted(vm)),
    hostOf,
  );
  return {
    store,
    version,
    master: hosts.values().next().value ?? NULL_REF,
    hostRef: (id) => hosts.get(id ?? '') ?? NULL_REF,
    residents: (id) => residents.get(id)?.map(refOf) ?? [],
  };
}

export function refOf(entity: Entity): string {
  return refFor(uuidOf(entity));
}

/** Whether nothing of a VM is on a host. */
export function isHalted({ state }: Entity): boolean {
  return isInactive('VM', state);
}

/** A count as XAPI's integers have it, -1 where it is unknown. */
export function integerOf({ store }: World, entity: Entity, metric: string): number {
  return Math.round(store.instant(entity, metric)?.value ?? -1);
}

/** A time as XAPI writes it: `20261121T08:50:00Z`. */
export function dateTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replaceAll('-', '')}Z`;
}

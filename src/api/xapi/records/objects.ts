import type { Entity } from '../../../model/entity.ts';
import type { KeptClass, XapiObject } from './classes.ts';
import { hostMetricsObject, hostObject, pifObjects, poolObject } from './host-records.ts';
import { taskObject, type Task } from './tasks.ts';
import { guestMetricsObjects, vbdObjects, vifObjects, vmMetricsObject, vmObject } from './vm-records.ts';
import type { World } from './world.ts';

/** What objects are made of: an entity with all that belongs to it, a task, or the pool. */
export type Owner = Entity | Task | 'pool';

type Maker = (entity: Entity, world: World) => XapiObject[];

const ofHost: Partial<Record<KeptClass, Maker>> = {
  host: (host, world) => [hostObject(host, world)],
  host_metrics: (host, world) => [hostMetricsObject(host, world)],
  PIF: pifObjects,
};

const ofVm: Partial<Record<KeptClass, Maker>> = {
  VM: (vm, world) => [vmObject(vm, world)],
  VM_metrics: (vm, world) => [vmMetricsObject(vm, world)],
  VM_guest_metrics: guestMetricsObjects,
  VIF: vifObjects,
  VBD: vbdObjects,
};

/** The objects of a class that an owner has, as they are now. */
export function objectsOf(owner: Owner, cls: KeptClass, world: World): XapiObject[] {
  if (owner === 'pool') return cls === 'pool' ? [poolObject(world)] : [];
  if (owner.class === 'task') return cls === 'task' ? [taskObject(owner)] : [];
  const makers = owner.class === 'VM' ? ofVm : ofHost;
  return makers[cls]?.(owner, world) ?? [];
}

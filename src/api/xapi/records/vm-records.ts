import { hostOf, type Entity } from '../../../model/entity.ts';
import type { XapiObject } from './classes.ts';
import { NULL_REF, refFor, uuidFor, uuidOf } from '../refs.ts';
import { dateTime, integerOf, isHalted, refOf, type World } from './world.ts';

const powerStates: Readonly<Record<string, string>> = {
  running: 'Running',
  blocked: 'Running',
  shutdown: 'Running',
  paused: 'Paused',
  pmsuspended: 'Suspended',
  shutoff: 'Halted',
  crashed: 'Halted',
};

/** XAPI's state of a VM; `Unknown` while the hypervisor cannot be asked. */
export function powerState({ state }: Entity): string {
  return powerStates[state] ?? 'Unknown';
}

export function vmObject(vm: Entity, world: World): XapiObject {
  const maximum = integerOf(world, vm, 'balloon.maximum');
  const current = integerOf(world, vm, 'balloon.current');
  const processors = integerOf(world, vm, 'cpu.count');
  const record = {
    uuid: uuidOf(vm),
    name_label: vm.name,
    name_description: vm.labels['title'] ?? '',
    power_state: powerState(vm),
    resident_on: isHalted(vm) ? NULL_REF : world.hostRef(hostOf(vm)),
    affinity: NULL_REF,
    domid: -1,
    is_a_template: false,
    is_a_snapshot: false,
    is_control_domain: false,
    is_default_template: false,
    is_vmss_snapshot: false,
    memory_static_max: maximum,
    memory_dynamic_max: maximum,
    memory_dynamic_min: current,
    memory_static_min: current,
    memory_target: current,
    VCPUs_max: processors,
    VCPUs_at_startup: processors,
    VCPUs_params: {},
    VIFs: vifObjects(vm).map(({ ref }) => ref),
    VBDs: vbdObjects(vm).map(({ ref }) => ref),
    VGPUs: [],
    VTPMs: [],
    consoles: [],
    snapshots: [],
    snapshot_of: NULL_REF,
    parent: NULL_REF,
    children: [],
    metrics: refFor(metricsUuid(vm)),
    guest_metrics: guestMetricsObjects(vm)[0]?.ref ?? NULL_REF,
    allowed_operations: [],
    current_operations: {},
    blocked_operations: {},
    platform: {},
    xenstore_data: {},
    tags: [],
    other_config: {},
  };
  return { ref: refOf(vm), record };
}

export function vmMetricsObject(vm: Entity, world: World): XapiObject {
  const uuid = metricsUuid(vm);
  const record = {
    uuid,
    memory_actual: isHalted(vm) ? 0 : integerOf(world, vm, 'balloon.current'),
    VCPUs_number: integerOf(world, vm, 'cpu.count'),
    // Not known: XAPI's time of what never was.
    start_time: dateTime(0),
    state: [],
    last_updated: dateTime(vm.stateSince),
    current_domain_type: isHalted(vm) ? 'unspecified' : 'hvm',
    other_config: {},
  };
  return { ref: refFor(uuid), record };
}

/** One where the guest's agent reports something. */
export function guestMetricsObjects(vm: Entity): XapiObject[] {
  const { 'guest.hostname': hostname, 'guest.os': name, 'guest.kernel': kernel } = vm.labels;
  const addresses = vm.labels['guest.addresses']?.split(' ') ?? [];
  if (name === undefined && hostname === undefined && addresses.length === 0) return [];
  const uuid = uuidFor(`VM_guest_metrics ${vm.id}`);
  const record = {
    uuid,
    os_version: { ...(name !== undefined && { name }), ...(kernel !== undefined && { uname: kernel }) },
    // Which interface has an address is not reported.
    networks: Object.fromEntries(
      addresses.map((address, i) => [`0/${address.includes(':') ? 'ipv6' : 'ipv4'}/${i}`, address]),
    ),
    other: hostname === undefined ? {} : { hostname },
    memory: {},
    live: !isHalted(vm),
    PV_drivers_detected: true,
    PV_drivers_up_to_date: true,
    last_updated: dateTime(vm.stateSince),
    other_config: {},
  };
  return [{ ref: refFor(uuid), record }];
}

export function vifObjects(vm: Entity): XapiObject[] {
  const nics = (vm.devices ?? []).filter(({ kind }) => kind === 'net');
  return nics.map(({ key, labels }, place) => {
    const uuid = uuidFor(`VIF ${vm.id} ${key}`);
    const record = {
      uuid,
      device: String(place),
      VM: refOf(vm),
      network: NULL_REF,
      MAC: labels['mac'] ?? '',
      MTU: -1,
      currently_attached: !isHalted(vm),
      allowed_operations: [],
      current_operations: {},
      other_config: { ...labels },
    };
    return { ref: refFor(uuid), record };
  });
}

export function vbdObjects(vm: Entity): XapiObject[] {
  const disks = (vm.devices ?? []).filter(({ kind }) => kind === 'disk');
  return disks.map(({ key, labels }, place) => {
    const uuid = uuidFor(`VBD ${vm.id} ${key}`);
    const record = {
      uuid,
      device: key,
      userdevice: String(place),
      VM: refOf(vm),
      VDI: NULL_REF,
      bootable: place === 0,
      mode: 'RW',
      type: 'Disk',
      empty: labels['source'] === undefined,
      currently_attached: !isHalted(vm),
      allowed_operations: [],
      current_operations: {},
      other_config: { ...labels },
    };
    return { ref: refFor(uuid), record };
  });
}

function metricsUuid(vm: Entity): string {
  return uuidFor(`VM_metrics ${vm.id}`);
}

import type { Entity } from '../../../model/entity.ts';
import type { XapiObject } from './classes.ts';
import { NULL_REF, refFor, uuidFor, uuidOf } from '../refs.ts';
import { dateTime, integerOf, refOf, type World } from './world.ts';

/** What the pool is called. */
export const poolName = 'virtscope';

/** All hosts and VMs of this virtscope. */
export function poolObject({ master }: World): XapiObject {
  const uuid = uuidFor('pool');
  const record = {
    uuid,
    name_label: poolName,
    name_description: 'All that this virtscope reads',
    master,
    default_SR: NULL_REF,
    crash_dump_SR: NULL_REF,
    suspend_image_SR: NULL_REF,
    ha_enabled: false,
    tags: [],
    gui_config: {},
    other_config: {},
  };
  return { ref: refFor(uuid), record };
}

export function hostObject(host: Entity, world: World): XapiObject {
  const { cpu, distribution, kernel } = host.labels;
  const record = {
    uuid: uuidOf(host),
    name_label: host.name,
    name_description: distribution ?? '',
    hostname: host.name,
    // The server a client is to ask instead: this one.
    address: '127.0.0.1',
    enabled: host.state === 'up',
    metrics: refFor(metricsUuid(host)),
    resident_VMs: world.residents(host.id),
    control_domain: NULL_REF,
    PIFs: pifObjects(host).map(({ ref }) => ref),
    PBDs: [],
    PCIs: [],
    PGPUs: [],
    host_CPUs: [],
    API_version_major: 2,
    API_version_minor: 21,
    API_version_vendor: 'virtscope',
    software_version: {
      product_brand: 'Virtscope',
      product_version: world.version,
      ...(kernel !== undefined && { linux: kernel }),
    },
    cpu_info: {
      cpu_count: String(integerOf(world, host, 'cpu.count')),
      ...(cpu !== undefined && { modelname: cpu }),
    },
    memory_overhead: 0,
    capabilities: [],
    allowed_operations: [],
    current_operations: {},
    license_params: {},
    patches: [],
    tags: [],
    other_config: {},
  };
  return { ref: refOf(host), record };
}

export function hostMetricsObject(host: Entity, world: World): XapiObject {
  const uuid = metricsUuid(host);
  const record = {
    uuid,
    live: host.state === 'up',
    memory_total: integerOf(world, host, 'memory.total'),
    memory_free: freeMemory(host, world),
    last_updated: dateTime(host.stateSince),
    other_config: {},
  };
  return { ref: refFor(uuid), record };
}

/** Bytes; of a host whose libvirt does not report what is available, what is not used. */
function freeMemory(host: Entity, world: World): number {
  const [available, total, used] = ['memory.available', 'memory.total', 'memory.used'].map((metric) =>
    integerOf(world, host, metric),
  ) as [number, number, number];
  if (available >= 0) return available;
  return total >= 0 && used >= 0 ? total - used : -1;
}

export function pifObjects(host: Entity): XapiObject[] {
  const nics = (host.devices ?? []).filter(({ kind }) => kind === 'net');
  return nics.map(({ key, labels }) => {
    const uuid = uuidFor(`PIF ${host.id} ${key}`);
    const record = {
      uuid,
      device: labels['device'] ?? key,
      host: refOf(host),
      network: NULL_REF,
      metrics: NULL_REF,
      MAC: labels['mac'] ?? '',
      MTU: -1,
      VLAN: -1,
      IP: '',
      IPv6: [],
      physical: labels['type'] === 'hardware',
      management: false,
      currently_attached: true,
      managed: false,
      other_config: { ...labels },
    };
    return { ref: refFor(uuid), record };
  });
}

function metricsUuid(host: Entity): string {
  return uuidFor(`host_metrics ${host.id}`);
}

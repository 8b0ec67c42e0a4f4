import type { Call, Handlers } from './call.ts';
import { Fault, ORIGIN, type FaultName } from '../fault.ts';
import type { Guest } from '../../guests/guest.ts';

const none = () => ({ value: 0 });
const noNames = () => ({ names: [] });
const noItems = () => ({ items: [], count: 0 });

/**
 * Guests listed as before libvirt 0.9.13, active and inactive apart, and the machine's other inventories: the demo has
 * guests and nothing else, so those are empty.
 */
export const inventoryCalls = {
  CONNECT_NUM_OF_DOMAINS: (_args, call) => ({ value: guests(call, true).length }),
  CONNECT_LIST_DOMAINS: ({ max }, call) => ({ ids: idsOf(call).slice(0, max) }),
  CONNECT_NUM_OF_DEFINED_DOMAINS: (_args, call) => ({ value: guests(call, false).length }),
  CONNECT_LIST_DEFINED_DOMAINS: ({ max }, call) => {
    return { names: guests(call, false).slice(0, max).map(({ name }) => name) }; // prettier-ignore
  },

  CONNECT_NUM_OF_NETWORKS: none,
  CONNECT_LIST_NETWORKS: noNames,
  CONNECT_NUM_OF_DEFINED_NETWORKS: none,
  CONNECT_LIST_DEFINED_NETWORKS: noNames,
  CONNECT_LIST_ALL_NETWORKS: noItems,
  NETWORK_LOOKUP_BY_NAME: ({ text }) => missing('noNetwork', ORIGIN.network, `network with matching name '${text}'`), // prettier-ignore
  NETWORK_LOOKUP_BY_UUID: ({ uuid }) => missing('noNetwork', ORIGIN.network, `network with matching uuid '${uuid}'`), // prettier-ignore
  NETWORK_GET_DHCP_LEASES: ({ network: { name } }) => missing('noNetwork', ORIGIN.network, `network with matching name '${name}'`), // prettier-ignore

  CONNECT_NUM_OF_STORAGE_POOLS: none,
  CONNECT_LIST_STORAGE_POOLS: noNames,
  CONNECT_NUM_OF_DEFINED_STORAGE_POOLS: none,
  CONNECT_LIST_DEFINED_STORAGE_POOLS: noNames,
  CONNECT_LIST_ALL_STORAGE_POOLS: () => ({ pools: [], count: 0 }),
  STORAGE_POOL_LOOKUP_BY_NAME: ({ text }) => missing('noStoragePool', ORIGIN.storage, `storage pool with matching name '${text}'`), // prettier-ignore
  STORAGE_POOL_LOOKUP_BY_UUID: ({ uuid }) => missing('noStoragePool', ORIGIN.storage, `storage pool with matching uuid '${uuid}'`), // prettier-ignore
  STORAGE_POOL_GET_INFO: ({ pool: { name } }) => missing('noStoragePool', ORIGIN.storage, `storage pool with matching name '${name}'`), // prettier-ignore
  STORAGE_VOL_LOOKUP_BY_PATH: ({ text }) => missing('noStorageVolume', ORIGIN.storage, `storage vol with matching path '${text}'`), // prettier-ignore

  CONNECT_NUM_OF_INTERFACES: none,
  CONNECT_LIST_INTERFACES: noNames,
  CONNECT_NUM_OF_DEFINED_INTERFACES: none,
  CONNECT_LIST_DEFINED_INTERFACES: noNames,
  CONNECT_LIST_ALL_INTERFACES: noItems,
  INTERFACE_LOOKUP_BY_NAME({ text }) {
    throw new Fault('noInterface', ORIGIN.interface, `couldn't find interface named '${text}'`);
  },

  NODE_NUM_OF_DEVICES: none,
  NODE_LIST_DEVICES: noNames,
  CONNECT_LIST_ALL_NODE_DEVICES: noItems,
  NODE_DEVICE_LOOKUP_BY_NAME: ({ text }) => missing('noNodeDevice', ORIGIN.nodeDevice, `node device with matching name '${text}'`), // prettier-ignore

  CONNECT_NUM_OF_NWFILTERS: none,
  CONNECT_LIST_NWFILTERS: noNames,
  CONNECT_LIST_ALL_NWFILTERS: noItems,
  CONNECT_LIST_ALL_NWFILTER_BINDINGS: noItems,
  NWFILTER_LOOKUP_BY_NAME: ({ text }) => missing('noFilter', ORIGIN.filter, `nwfilter with matching name '${text}'`), // prettier-ignore

  CONNECT_NUM_OF_SECRETS: none,
  CONNECT_LIST_SECRETS: noNames,
  CONNECT_LIST_ALL_SECRETS: noItems,
  SECRET_LOOKUP_BY_UUID: ({ uuid }) => missing('noSecret', ORIGIN.secret, `secret with matching uuid '${uuid}'`), // prettier-ignore
} satisfies Handlers;

function guests({ daemon: { world, clock } }: Call, on: boolean): Guest[] {
  const now = clock.now();
  return world.shuffled.filter((guest) => world.phase(guest, now).on === on);
}

function idsOf(call: Call): number[] {
  return guests(call, true).map((guest) => call.daemon.world.domain(guest).id);
}

function missing(code: FaultName, origin: number, what: string): never {
  throw new Fault(code, origin, `no ${what}`);
}

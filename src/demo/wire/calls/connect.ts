import { parseUuid } from '@virtscope/libvirt/wire';
import { guestOf, type Call, type Handlers } from './call.ts';
import { capabilitiesXml } from '../../records/capabilities.ts';
import { checkFlags, Fault, ORIGIN } from '../fault.ts';
import { FILTERS, passes } from '../../guests/filter.ts';
import type { Guest } from '../../guests/guest.ts';
import { URI, VERSIONS } from '../../guests/machine.ts';

/** Calls about the connection and the inventory. */
export const connectCalls = {
  CONNECT_GET_TYPE: () => ({ text: 'QEMU' }),
  CONNECT_GET_VERSION: () => ({ version: VERSIONS.hypervisor }),
  CONNECT_GET_LIB_VERSION: () => ({ version: VERSIONS.library }),
  CONNECT_GET_HOSTNAME: (_args, { daemon }) => ({ text: daemon.machine.hostname }),
  CONNECT_GET_URI: () => ({ text: URI }),
  CONNECT_GET_CAPABILITIES: (_args, { daemon }) => ({ text: capabilitiesXml(daemon.machine) }),
  CONNECT_REGISTER_CLOSE_CALLBACK: () => undefined,
  CONNECT_UNREGISTER_CLOSE_CALLBACK: () => undefined,
  /** A unix socket cannot be listened to. */
  CONNECT_IS_SECURE: () => ({ value: 1 }),

  CONNECT_LIST_ALL_DOMAINS({ needResults, flags }, { daemon: { world, clock } }) {
    checkFlags(flags, FILTERS.list, 'qemuConnectListAllDomains');
    const now = clock.now();
    const found = world.shuffled.filter((guest) => passes(guest, world.phase(guest, now), flags));
    const domains = needResults ? found.map((guest) => world.domain(guest, now)) : [];
    return { domains, count: found.length };
  },

  DOMAIN_LOOKUP_BY_ID({ value }, { daemon: { world } }) {
    return named(world.byId(value), `no domain with matching id ${value}`, world);
  },
  DOMAIN_LOOKUP_BY_NAME({ text }, { daemon: { world } }) {
    return named(world.byName(text), `no domain with matching name '${text}'`, world);
  },
  DOMAIN_LOOKUP_BY_UUID({ uuid }, { daemon: { world } }) {
    return named(world.byUuid(parseUuid(uuid), 0), `no domain with matching uuid '${uuid}'`, world);
  },

  CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY({ eventId, domain }, call) {
    const uuid = domain ? guestOf(call, domain).guest.uuid : null;
    return { callbackId: call.registrations.add(eventId, uuid) };
  },
  CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY({ callbackId }, { registrations }) {
    registrations.remove(callbackId);
  },
} satisfies Handlers;

function named(guest: Guest | null, missing: string, world: Call['daemon']['world']) {
  if (!guest) throw new Fault('noDomain', ORIGIN.qemu, missing);
  return { domain: world.domain(guest) };
}

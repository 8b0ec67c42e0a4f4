import { guestOf, runningGuest, type Handlers } from './call.ts';
import { checkFlags, Fault, ORIGIN } from '../fault.ts';
import { metadataOf } from '../../records/metadata.ts';

/** Bits of the call for a number of vCPUs. */
const VCPUS = { live: 1, maximum: 4, known: 7 } as const;
const METADATA = { description: 0, title: 1, element: 2 } as const;
const metadataNames: Readonly<Record<number, string>> = {
  [METADATA.title]: 'title',
  [METADATA.element]: 'element',
};

/** Calls about what a guest was defined as, and what it was never given: checkpoints and labels. */
export const definitionCalls = {
  DOMAIN_GET_MAX_MEMORY: ({ domain }, call) => ({
    kib: BigInt(guestOf(call, domain).guest.maximumMemoryKib),
  }),
  DOMAIN_GET_MAX_VCPUS: ({ domain }, call) => ({ value: guestOf(call, domain).guest.maximumVcpus }),

  DOMAIN_GET_VCPUS_FLAGS({ domain, flags }, call) {
    checkFlags(flags, VCPUS.known, 'qemuDomainGetVcpusFlags');
    const { guest } = flags & VCPUS.live ? runningGuest(call, domain) : guestOf(call, domain);
    return { value: flags & VCPUS.maximum ? guest.maximumVcpus : guest.vcpus };
  },

  DOMAIN_GET_METADATA({ domain, type, uri }, call) {
    const { guest } = guestOf(call, domain);
    const { title, description } = guest.about;
    const texts: Readonly<Record<number, string | undefined>> = {
      [METADATA.title]: title,
      [METADATA.description]: description,
    };
    const text = type === METADATA.element ? metadataOf(guest).get(uri ?? '') : texts[type];
    if (text !== undefined) return { text };
    const what = metadataNames[type] ?? 'description';
    throw new Fault('noMetadata', ORIGIN.domain, `Requested metadata ${what} is not present`);
  },

  DOMAIN_IS_ACTIVE: ({ domain }, call) => ({ value: guestOf(call, domain).phase.on ? 1 : 0 }),
  DOMAIN_IS_PERSISTENT: ({ domain }, call) => (guestOf(call, domain), { value: 1 }),
  DOMAIN_IS_UPDATED: ({ domain }, call) => (guestOf(call, domain), { value: 0 }),
  DOMAIN_GET_AUTOSTART: ({ domain }, call) => ({ value: guestOf(call, domain).guest.autostart ? 1 : 0 }),
  DOMAIN_GET_OS_TYPE: ({ domain }, call) => (guestOf(call, domain), { text: 'hvm' }),
  DOMAIN_HAS_MANAGED_SAVE_IMAGE: ({ domain }, call) => (guestOf(call, domain), { value: 0 }),
  DOMAIN_GET_MESSAGES: ({ domain }, call) => (guestOf(call, domain), { messages: [] }),

  DOMAIN_GET_SECURITY_LABEL: ({ domain }, call) => (guestOf(call, domain), noLabel),
  DOMAIN_GET_SECURITY_LABEL_LIST: ({ domain }, call) => {
    guestOf(call, domain);
    return { labels: [noLabel], count: 1 };
  },

  DOMAIN_LIST_ALL_CHECKPOINTS: ({ domain }, call) => (guestOf(call, domain), { snapshots: [], count: 0 }),
} satisfies Handlers;

/** Texts of the security calls carry their ending zero. */
const noLabel = { label: '\0', enforcing: 0 };

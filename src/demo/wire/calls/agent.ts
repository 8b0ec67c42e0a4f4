import type { TypedParam, WireDomain } from '@virtscope/libvirt/wire';
import { guestOf, runningGuest, type Call, type Handlers } from './call.ts';
import { hostDevice } from '../../guests/devices.ts';
import { badArgument, Fault, ORIGIN } from '../fault.ts';
import type { Guest } from '../../guests/guest.ts';

const SOURCE = { lease: 0, agent: 1, arp: 2 } as const;
const INFO = {
  users: 1,
  os: 2,
  timezone: 4,
  hostname: 8,
  filesystems: 16,
  disks: 32,
  interfaces: 64,
} as const;
const ALL_INFO = 127;
/** How long libvirt waits for the sync reply of an agent. */
const SYNC_MS = 5000;
const GUEST_BLOCK = 4096;

/** Calls that the guest's own agent answers. */
export const agentCalls = {
  async DOMAIN_GET_GUEST_INFO({ domain, types }, call) {
    const guest = await agentOf(call, domain);
    const wanted = types === 0 ? ALL_INFO : types;
    return { params: parts.flatMap(([bit, params]) => (wanted & bit ? params(guest) : [])) };
  },

  async DOMAIN_INTERFACE_ADDRESSES({ domain, source }, call) {
    switch (source) {
      case SOURCE.agent: {
        if (call.readOnly) throw new Fault('denied', ORIGIN.domain, readOnly('virDomainInterfaceAddresses'));
        return { interfaces: [loopback, ...nicsOf(await agentOf(call, domain), (n) => `eth${n}`)] };
      }
      case SOURCE.lease:
      case SOURCE.arp: {
        const { guest } = runningGuest(call, domain);
        const { id } = call.daemon.world.domain(guest);
        const found = nicsOf(guest, (n) => hostDevice(id, n));
        // Only networks of libvirt hand out leases; a host knows the neighbours on its own bridges.
        const isLeased = (n: number): boolean => guest.nics[n]?.network !== null;
        return { interfaces: found.filter((_, n) => isLeased(n) === (source === SOURCE.lease)) };
      }
      default:
        throw badArgument(ORIGIN.qemu, `Unknown IP address data source ${source}`, 'source', 'source');
    }
  },

  async DOMAIN_GET_HOSTNAME({ domain }, call) {
    return { text: hostname(await agentOf(call, domain)) };
  },

  async DOMAIN_GET_TIME({ domain }, call) {
    await agentOf(call, domain);
    const now = call.daemon.clock.now();
    return { seconds: BigInt(Math.floor(now / 1000)), nanoseconds: Math.floor(now % 1000) * 1e6 };
  },

  async DOMAIN_GET_FSINFO({ domain }, call) {
    const guest = await agentOf(call, domain);
    const filesystems = guest.disks
      .filter((disk) => disk.path !== null)
      .map(({ target }, n) => ({
        mountpoint: mountpoint(n),
        name: `${target}1`,
        type: 'ext4',
        devices: [target],
      }));
    return { filesystems, count: filesystems.length };
  },
} satisfies Handlers;

/** libvirt's message for a writer's call on a read-only connection. */
export function readOnly(func: string): string {
  return `read only access prevents ${func}`;
}

/** The guest, once its agent has answered; a hung guest's agent is given up after five seconds. */
async function agentOf(call: Call, domain: WireDomain): Promise<Guest> {
  const { guest, phase } = guestOf(call, domain);
  if (!phase.on) throw new Fault('operationInvalid', ORIGIN.qemu, 'domain is not running');
  if (guest.balloon === 'none')
    throw new Fault('argumentUnsupported', ORIGIN.qemu, 'QEMU guest agent is not configured');
  if (!phase.up) throw unresponsive('QEMU guest agent is not connected');
  if (!phase.works) {
    await call.daemon.clock.sleep(SYNC_MS, call.daemon.signal);
    throw unresponsive("guest agent didn't respond to synchronization within '5' seconds");
  }
  return guest;
}

function unresponsive(detail: string): Fault {
  return new Fault('agentUnresponsive', ORIGIN.qemu, detail);
}

const hostname = (guest: Guest): string =>
  guest.name
    .normalize('NFKD')
    .replaceAll(/[^\w-]+/g, '-')
    .toLowerCase();
const mountpoint = (disk: number): string => (disk === 0 ? '/' : `/srv/data${disk}`);
const text = (field: string, value: string): TypedParam => ({ field, type: 7, value });
const count = (field: string, value: number): TypedParam => ({ field, type: 2, value });
const long = (field: string, value: number): TypedParam => ({ field, type: 4, value: BigInt(value) });

const loopback = {
  name: 'lo',
  mac: '00:00:00:00:00:00',
  addresses: [{ type: 0, address: '127.0.0.1', prefix: 8 }],
};

function nicsOf(guest: Guest, name: (nic: number) => string) {
  const host = guest.index + 1;
  return guest.nics.map(({ mac, network }, n) => ({
    name: name(n),
    mac,
    addresses: [{ type: 0, address: `10.${network ? 122 : n}.${host >> 8}.${host & 0xff}`, prefix: 16 }],
  }));
}

/** What each kind of information consists of, in libvirt's order. */
const parts: readonly (readonly [bit: number, params: (guest: Guest) => TypedParam[]])[] = [
  [INFO.users, () => [count('user.count', 0)]],
  [
    INFO.os,
    ({ about: { osId, osName } }) => [
      text('os.id', osId.split('/')[3] ?? ''),
      text('os.name', osName.split(' ').slice(0, 2).join(' ')),
      text('os.pretty-name', osName),
      text('os.version-id', osId.split('/')[4] ?? ''),
      text('os.machine', 'x86_64'),
      text('os.kernel-release', '6.1.0-56-cloud-amd64'),
      text('os.kernel-version', '#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)'),
    ],
  ],
  [INFO.timezone, () => [text('timezone.name', 'UTC'), { field: 'timezone.offset', type: 1, value: 0 }]],
  [INFO.hostname, (guest) => [text('hostname', hostname(guest))]],
  [INFO.filesystems, filesystemParams],
  [INFO.disks, diskParams],
  [INFO.interfaces, interfaceParams],
];

function filesystemParams(guest: Guest): TypedParam[] {
  const mounted = guest.disks.filter((disk) => disk.path !== null);
  const each = mounted.flatMap((disk, n) => [
    text(`fs.${n}.name`, `${disk.target}1`),
    text(`fs.${n}.mountpoint`, mountpoint(n)),
    text(`fs.${n}.fstype`, 'ext4'),
    long(`fs.${n}.total-bytes`, disk.capacityBytes - disk.capacityBytes / 64),
    long(`fs.${n}.used-bytes`, disk.usedBytes - (disk.usedBytes % GUEST_BLOCK)),
    count(`fs.${n}.disk.count`, 1),
    text(`fs.${n}.disk.0.alias`, disk.target),
    text(`fs.${n}.disk.0.device`, `/dev/${disk.target}1`),
  ]);
  return [count('fs.count', mounted.length), ...each];
}

function diskParams(guest: Guest): TypedParam[] {
  const mounted = guest.disks.filter((disk) => disk.path !== null);
  const each = mounted.flatMap(({ target }, n): TypedParam[] => [
    text(`disk.${n}.name`, `/dev/${target}`),
    { field: `disk.${n}.partition`, type: 6, value: false },
    text(`disk.${n}.alias`, target),
  ]);
  return [count('disk.count', mounted.length), ...each];
}

function interfaceParams(guest: Guest): TypedParam[] {
  const all = [loopback, ...nicsOf(guest, (n) => `eth${n}`)];
  const each = all.flatMap(({ name, mac, addresses }, n) => [
    text(`if.${n}.name`, name),
    text(`if.${n}.hwaddr`, mac),
    count(`if.${n}.addr.count`, addresses.length),
    ...addresses.flatMap(({ address, prefix }, a) => [
      text(`if.${n}.addr.${a}.type`, 'ipv4'),
      text(`if.${n}.addr.${a}.addr`, address),
      count(`if.${n}.addr.${a}.prefix`, prefix),
    ]),
  ]);
  return [count('if.count', all.length), ...each];
}

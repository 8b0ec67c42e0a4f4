import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withReadings, type FactReadings } from '../../lib/fact-readings.ts';
import { createEntity, type Entity } from '../../model/entity.ts';
import { readBytes, readText } from './read.ts';

/**
 * A stable id of this machine: 32 hexadecimal digits made of /etc/machine-id, which is not for others to see
 * (machine-id(5)); where there is none, of the firmware's UUID or the host name.
 *
 * @param root directory in which `proc`, `sys` and `etc` are.
 */
export function hostId(root = '/'): string {
  const own =
    readText(join(root, 'etc/machine-id')) ??
    readText(join(root, 'sys/class/dmi/id/product_uuid')) ??
    hostName(root);
  return createHash('sha256').update(`virtscope host ${own}`).digest('hex').slice(0, 32);
}

/** What a machine is known by. */
export type HostIdentity = Pick<Entity, 'id' | 'aliases'>;

/** The machine as an entity, its devices still unknown. */
export function describeHost(
  source: string,
  { root, identity, now }: { root: string; identity: HostIdentity; now: number },
): Entity {
  const own = {
    class: 'host',
    ...identity,
    source,
    name: hostName(root),
    state: 'up',
  } as const;
  const labels = hostLabels(root);
  return createEntity({ ...own, labels, facts: withReadings({}, hostFacts(labels), now) }, now);
}

/** The source itself as an entity. */
export function describeSource(id: string, now: number): Entity {
  return createEntity({ class: 'source', id, source: id, name: id, state: 'up' }, now);
}

function hostFacts({ distribution: value }: Entity['labels']): FactReadings {
  if (value !== undefined) return { os: { value, origin: '/etc/os-release', reason: null } };
  return { os: { value: null, origin: null, reason: 'there is no /etc/os-release that names it' } };
}

function hostName(root: string): string {
  return readText(join(root, 'proc/sys/kernel/hostname')) ?? 'localhost';
}

function hostLabels(root: string): Entity['labels'] {
  // The first processor is enough, and the file of a large machine is not.
  const cpuinfo = readBytes(join(root, 'proc/cpuinfo'))?.toString('latin1') ?? '';
  const cpu = /^model name\s*:\s*(.*)$/m.exec(cpuinfo)?.[1];
  const found = {
    kernel: readText(join(root, 'proc/sys/kernel/osrelease')),
    architecture: readText(join(root, 'proc/sys/kernel/arch')),
    cpu: cpu ?? readText(join(root, 'proc/device-tree/model')),
    cores: cores(root),
    distribution: distribution(root),
    virtualization: virtualization(root, / hypervisor\b/.test(cpuinfo)),
  };
  return Object.fromEntries(
    Object.entries(found).filter((label): label is [string, string] => label[1] !== null),
  );
}

/** How many processors a list such as `0-3,8` names. */
function cores(root: string): string | null {
  const online = readText(join(root, 'sys/devices/system/cpu/online'));
  if (online === null) return null;
  const count = online.split(',').reduce((sum, range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return sum + last - first + 1;
  }, 0);
  return String(count);
}

function distribution(root: string): string | null {
  const text = readText(join(root, 'etc/os-release')) ?? '';
  return /^PRETTY_NAME=(["']?)(.*)\1$/m.exec(text)?.[2] ?? null;
}

/** What this machine itself runs on, where it shows; null on bare metal as far as one can see. */
function virtualization(root: string, flag: boolean): string | null {
  const container = readText(join(root, 'run/systemd/container'));
  if (container !== null) return `container (${container})`;
  if (existsSync(join(root, '.dockerenv'))) return 'container (docker)';
  const type = readText(join(root, 'sys/hypervisor/type'));
  if (type !== null) return type;
  if (!flag) return null;
  const vendor = readText(join(root, 'sys/class/dmi/id/sys_vendor'));
  const product = readText(join(root, 'sys/class/dmi/id/product_name'));
  return [vendor, product].filter((text) => text !== null).join(' ') || 'virtual machine';
}

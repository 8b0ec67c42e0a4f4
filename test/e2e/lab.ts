import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hostsRefusal, refusal, unpackedParts } from '../../lab/mod.ts';

/** Why suites with real guests cannot run here, or false: what node:test takes as `skip`. */
export function withoutLab(): string | false {
  const why = refusal();
  if (why !== null) return `no real guests: ${why}`;
  const missing = ['/usr/sbin/libvirtd', '/usr/bin/virsh', '/usr/bin/qemu-system-x86_64'].find(
    (f) => !existsSync(f),
  );
  return missing === undefined ? false : `no real guests: ${missing} is not installed`;
}

/** Why two hosts cannot be started here, or false. */
export function withoutHosts(): string | false {
  const why = hostsRefusal();
  if (why !== null) return `no two hosts: ${why}`;
  const sshd = join(unpackedParts, 'usr/sbin/sshd');
  const missing = ['/usr/bin/ssh', '/usr/sbin/iptables', sshd].find((file) => !existsSync(file));
  return missing === undefined ? withoutLab() : `no two hosts: ${missing} is not there`;
}

/** Records of `virsh domstats --raw` by name: field → text. */
export function parseDomstats(text: string): Map<string, Map<string, string>> {
  const records = new Map<string, Map<string, string>>();
  let fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const name = /^Domain: '(.*)'$/.exec(line)?.[1];
    if (name !== undefined) records.set(name, (fields = new Map<string, string>()));
    const at = line.indexOf('=');
    if (line.startsWith('  ') && at > 0) fields.set(line.slice(2, at), line.slice(at + 1));
  }
  return records;
}

/** `/stats?shape=flat` and `/metrics/VM?columns=…` as these suites read them. */
export interface FlatStats {
  domains: {
    name: string;
    uuid: string;
    partial: string | null;
    stats: Record<string, number | string | boolean>;
  }[];
}

export interface Table {
  time: number;
  ids: string[];
  names: string[];
  states: string[];
  /** Ids. */
  hosts: (string | null)[];
  conditions: (null | { kind: string; since: number; age: number; reason: string })[];
  columns: Record<string, (number | null)[]>;
  /** Code by index, for what is null. */
  reasons: Record<string, Record<string, string>>;
}

/** An element of `/vms` as these suites read it. */
export interface VmView {
  name: string;
  state: string;
  facts: Record<string, { value: unknown; origin: string | null; reason: string | null }>;
  devices: { kind: string; key: string; labels: Record<string, string> }[];
}

import {
  DeadlineError,
  GUEST_INFO,
  type CallObserver,
  type GuestInterface,
  type LibvirtClient,
  type TypedParam,
} from '@virtscope/libvirt';
import type { Clock } from '../../../model/clock.ts';
import { mountPointKey } from '../../../model/mount-point.ts';
import { ceilings } from '../../../model/unit.ts';
import { foundAddresses, type FoundAddress } from '../facts/addresses.ts';
import { SideConnection } from './side-connection.ts';

/** The answer of a guest agent. All of it comes from inside the guest and is used as text only. */
export interface GuestReport {
  /** Monotonic ms. */
  readonly at: number;
  readonly os: string | null;
  readonly hostname: string | null;
  readonly addresses: readonly FoundAddress[];
  readonly labels: Readonly<Record<string, string>>;
  /** Sizes are NaN where they cannot be. */
  readonly filesystems: readonly {
    readonly key: string;
    readonly totalBytes: number;
    readonly usedBytes: number;
  }[];
}

/** A VM as these calls need it. */
export interface GuestSubject {
  readonly domain: { readonly name: string; readonly uuid: string; readonly id: number };
  readonly active: boolean;
  readonly description: { readonly agentConnected: boolean } | null;
  guest: GuestReport | null;
}

export interface AgentCallsOptions<V> {
  readonly uri: string;
  readonly periodSeconds: number;
  readonly clock: Clock;
  readonly observer?: CallObserver | undefined;
  readonly onReport: (vm: V) => void;
}

const TYPES = GUEST_INFO.os | GUEST_INFO.hostname | GUEST_INFO.filesystem | GUEST_INFO.interfaces;
const DEADLINE_MS = 10_000;
const MAX_FILESYSTEMS = 64;
/** Interfaces of a guest, and addresses of one. */
const MAX_INTERFACES = 64;
const MAX_TEXT = 256;
/** Linux' PATH_MAX. */
const MAX_PATH = 4096;

/**
 * Guest agents, opt-in: they need a read-write connection of their own, and each answer holds a worker of the
 * daemon, without limit when the agent hangs. So one VM at a time, rarely, and none while an answer is overdue.
 */
export class AgentCalls<V extends GuestSubject> {
  readonly #connection: SideConnection;
  readonly #periodMs: number;
  readonly #clock: Clock;
  readonly #onReport: (vm: V) => void;
  #nextAt = 0;
  #busy = false;

  /** @param onReport called after a VM has a new report */
  constructor({ uri, periodSeconds, clock, observer, onReport }: AgentCallsOptions<V>) {
    this.#connection = new SideConnection({ uri, readOnly: false, clock, observer });
    this.#periodMs = periodSeconds * 1000;
    this.#clock = clock;
    this.#onReport = onReport;
  }

  /** Starts a round when one is due; never waits for it. */
  tick(vms: () => Iterable<V>): void {
    if (this.#busy || this.#clock.monotonic() < this.#nextAt) return;
    this.#nextAt = this.#clock.monotonic() + this.#periodMs;
    this.#busy = true;
    const end = (): void => void (this.#busy = false);
    this.#round([...vms()]).then(end, end);
  }

  /** An agent that missed two rounds has stopped reporting. */
  isCurrent(report: GuestReport): boolean {
    return this.#clock.monotonic() - report.at < 3 * this.#periodMs;
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  async #round(vms: readonly V[]): Promise<void> {
    const client = await this.#connection.client();
    if (!client) return;
    for (const vm of vms) {
      if (client.connection.ended) return;
      if (vm.active && vm.description?.agentConnected) await this.#ask(client, vm);
    }
  }

  async #ask(client: LibvirtClient, vm: V): Promise<void> {
    try {
      const params = await client.guestInfo(vm.domain, TYPES, { deadlineMs: DEADLINE_MS });
      vm.guest = { at: this.#clock.monotonic(), ...readGuestInfo(params) };
      this.#onReport(vm);
    } catch (error) {
      // An agent that went away is ordinary; one that hangs holds a worker until it answers.
      if (error instanceof DeadlineError) await error.settled;
    }
  }
}

/** Reads the dotted names of virDomainGetGuestInfo. */
export function readGuestInfo(params: readonly TypedParam[]): Omit<GuestReport, 'at'> {
  const fields = new Map(params.map(({ field, value }) => [field, value]));
  const text = (name: string): string => String(fields.get(name) ?? '').slice(0, MAX_TEXT);
  const os = text('os.pretty-name');
  const hostname = text('hostname');
  const interfaces = interfacesOf(text, Number(fields.get('if.count') ?? 0));
  const labels: Record<string, string> = {};
  for (const [label, value] of [
    ['guest.hostname', hostname],
    ['guest.os', os],
    ['guest.kernel', text('os.kernel-release')],
    ['guest.addresses', addressText(interfaces)],
  ] as const) {
    if (value) labels[label] = value;
  }
  const filesystems: GuestReport['filesystems'][number][] = [];
  const count = Math.min(Number(fields.get('fs.count') ?? 0), MAX_FILESYSTEMS);
  for (let n = 0; n < count; n++) {
    const total = fields.get(`fs.${n}.total-bytes`);
    const used = fields.get(`fs.${n}.used-bytes`);
    if (total === undefined || used === undefined) continue;
    const key = mountPointKey(String(fields.get(`fs.${n}.mountpoint`) ?? '').slice(0, MAX_PATH));
    const totalBytes = upTo(ceilings.bytes, Number(total));
    filesystems.push({ key, totalBytes, usedBytes: upTo(totalBytes, Number(used)) });
  }
  return {
    labels,
    filesystems,
    os: os || null,
    hostname: hostname || null,
    addresses: foundAddresses(interfaces, 'guest agent'),
  };
}

/** NaN for what cannot be. */
function upTo(ceiling: number, value: number): number {
  return value >= 0 && value <= ceiling ? value : NaN;
}

function interfacesOf(text: (name: string) => string, count: number): GuestInterface[] {
  const found: GuestInterface[] = [];
  for (let n = 0; n < Math.min(count, MAX_INTERFACES); n++) {
    const addresses: GuestInterface['addresses'] = [];
    for (let m = 0; m < Math.min(Number(text(`if.${n}.addr.count`)) || 0, MAX_INTERFACES); m++) {
      const [address, family] = [text(`if.${n}.addr.${m}.addr`), text(`if.${n}.addr.${m}.type`)];
      addresses.push({ address, family: family === 'ipv6' ? 'ipv6' : 'ipv4', prefix: 0 });
    }
    found.push({ name: text(`if.${n}.name`), mac: text(`if.${n}.hwaddr`), addresses });
  }
  return found;
}

function addressText(interfaces: readonly GuestInterface[]): string {
  const found = interfaces.filter(({ name }) => name !== 'lo').flatMap(({ addresses }) => addresses);
  return found
    .map(({ address }) => address)
    .join(' ')
    .slice(0, MAX_TEXT);
}

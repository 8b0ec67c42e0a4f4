import { DeadlineError, GUEST_INFO, open, type LibvirtClient, type TypedParam } from '@virtscope/libvirt';
import type { Clock } from '../../../model/clock.ts';
import { mountPointKey } from '../../../model/mount-point.ts';
import { ceilings } from '../../../model/unit.ts';

/** The answer of a guest agent. All of it comes from inside the guest and is used as text only. */
export interface GuestReport {
  /** Monotonic ms. */
  readonly at: number;
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

const TYPES = GUEST_INFO.os | GUEST_INFO.hostname | GUEST_INFO.filesystem | GUEST_INFO.interfaces;
const DEADLINE_MS = 10_000;
const MAX_FILESYSTEMS = 64;
const MAX_TEXT = 256;
/** Linux' PATH_MAX. */
const MAX_PATH = 4096;

/**
 * Guest agents, opt-in: they need a read-write connection of their own, and each answer holds a worker of the
 * daemon, without limit when the agent hangs. So one VM at a time, rarely, and none while an answer is overdue.
 */
export class AgentCalls {
  readonly #uri: string;
  readonly #periodMs: number;
  readonly #clock: Clock;
  #client: LibvirtClient | null = null;
  #nextAt = 0;
  #busy = false;
  #closed = false;

  constructor(uri: string, periodSeconds: number, clock: Clock) {
    this.#uri = uri;
    this.#periodMs = periodSeconds * 1000;
    this.#clock = clock;
  }

  /** Starts a round when one is due; never waits for it. */
  tick(vms: () => Iterable<GuestSubject>): void {
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
    this.#closed = true;
    await this.#client?.close();
  }

  async #round(vms: readonly GuestSubject[]): Promise<void> {
    const client = await this.#connect();
    if (!client) return;
    for (const vm of vms) {
      if (this.#closed || client.connection.ended) return;
      if (vm.active && vm.description?.agentConnected) await this.#ask(client, vm);
    }
  }

  async #ask(client: LibvirtClient, vm: GuestSubject): Promise<void> {
    try {
      const params = await client.guestInfo(vm.domain, TYPES, { deadlineMs: DEADLINE_MS });
      vm.guest = { at: this.#clock.monotonic(), ...readGuestInfo(params) };
    } catch (error) {
      // An agent that went away is ordinary; one that hangs holds a worker until it answers.
      if (error instanceof DeadlineError) await error.settled;
    }
  }

  async #connect(): Promise<LibvirtClient | null> {
    if (this.#client && !this.#client.connection.ended) return this.#client;
    this.#client = await open(this.#uri, { readOnly: false }).catch(() => null);
    if (this.#closed) await this.#client?.close();
    return this.#closed ? null : this.#client;
  }
}

/** Reads the dotted names of virDomainGetGuestInfo. */
export function readGuestInfo(params: readonly TypedParam[]): Omit<GuestReport, 'at'> {
  const fields = new Map(params.map(({ field, value }) => [field, value]));
  const text = (name: string): string => String(fields.get(name) ?? '').slice(0, MAX_TEXT);
  const labels: Record<string, string> = {};
  for (const [label, value] of [
    ['guest.hostname', text('hostname')],
    ['guest.os', text('os.pretty-name')],
    ['guest.kernel', text('os.kernel-release')],
    ['guest.addresses', addresses(text, Number(fields.get('if.count') ?? 0))],
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
  return { labels, filesystems };
}

/** NaN for what cannot be. */
function upTo(ceiling: number, value: number): number {
  return value >= 0 && value <= ceiling ? value : NaN;
}

function addresses(text: (name: string) => string, interfaces: number): string {
  const found: string[] = [];
  for (let n = 0; n < Math.min(interfaces, MAX_FILESYSTEMS); n++) {
    const count = Math.min(Number(text(`if.${n}.addr.count`)) || 0, MAX_FILESYSTEMS);
    if (text(`if.${n}.name`) === 'lo') continue;
    for (let m = 0; m < count; m++) found.push(text(`if.${n}.addr.${m}.addr`));
  }
  return found.join(' ').slice(0, MAX_TEXT);
}

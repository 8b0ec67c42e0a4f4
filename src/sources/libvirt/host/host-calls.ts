import { LibvirtError, ProtocolError, type LibvirtClient, type NodeInfo } from '@virtscope/libvirt';
import type { Clock } from '../../../model/clock.ts';
import { noDeadline, SerialCalls } from '../calls/serial-calls.ts';
import type { HostValues } from './host-values.ts';

/** Processors are switched on and off, and memory is added, once in a while. */
const INFO_EVERY_MS = 60_000;

/** What is asked once for each connection; null where the daemon does not report it. */
export interface HostVersions {
  /** Such as `9.0.0`. */
  readonly libvirt: string | null;
  /** Such as `QEMU 7.2.22`. */
  readonly hypervisor: string | null;
}

/** What was last asked on a connection. */
interface Asked {
  readonly client: LibvirtClient;
  info: NodeInfo | null;
  /** Monotonic ms. */
  infoAt: number;
  versions: HostVersions | null;
}

/**
 * The calls about a host with each poll of its source, one at a time: they concern no VM, the daemon's priority workers
 * answer them in a fraction of a millisecond. One that is not answered in time ends the round, the rest of which stays
 * unknown, and no other is sent until it is.
 */
export class HostCalls {
  readonly #clock: Clock;
  readonly #calls: SerialCalls;
  #asked: Asked | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#calls = new SerialCalls(clock);
  }

  /** Calls that are late and not answered. */
  get overdue(): number {
    return this.#calls.overdue;
  }

  /** As last answered; null before that, and where the daemon refuses. */
  get info(): NodeInfo | null {
    return this.#asked?.info ?? null;
  }

  get versions(): HostVersions | null {
    return this.#asked?.versions ?? null;
  }

  /**
   * Reads the values of one poll, as far as they come before monotonic time `until`.
   * @throws {ProtocolError} when an answer makes no sense
   */
  async read(client: LibvirtClient, values: HostValues, until: number): Promise<void> {
    if (this.#asked?.client !== client)
      this.#asked = { client, info: null, infoAt: -Infinity, versions: null };
    if (!(await this.#readInfo(this.#asked, until))) return;
    if (this.#asked.info) values.putInfo(this.#asked.info);
    const timeMs = this.#clock.monotonic();
    const cpu = await this.#ask(() => client.nodeCpuStats(noDeadline), until);
    if (cpu === undefined) return;
    if (cpu) values.putCpu(cpu, timeMs);
    else values.refuseCpu();
    const memory = await this.#ask(() => client.nodeMemoryStats(noDeadline), until);
    if (memory === undefined) return;
    if (memory) values.putMemory(memory);
    else values.refuseMemory();
  }

  /** False where a call was not answered. */
  async #readInfo(asked: Asked, until: number): Promise<boolean> {
    const { client } = asked;
    const now = this.#clock.monotonic();
    if (now - asked.infoAt >= INFO_EVERY_MS) {
      const info = await this.#ask(() => client.nodeInfo(noDeadline), until);
      if (info === undefined) return false;
      asked.info = info;
      asked.infoAt = now;
    }
    asked.versions ??= (await this.#readVersions(client, until)) ?? null;
    return asked.versions !== null;
  }

  async #readVersions(client: LibvirtClient, until: number): Promise<HostVersions | undefined> {
    const libvirt = await this.#ask(() => client.libVersion(noDeadline), until);
    const type = await this.#ask(() => client.type(noDeadline), until);
    const version = await this.#ask(() => client.version(noDeadline), until);
    if (libvirt === undefined || type === undefined || version === undefined) return undefined;
    const words = [type, versionText(version)].filter((word) => word !== null);
    return { libvirt: versionText(libvirt), hypervisor: words.join(' ') || null };
  }

  /** Null where the daemon refuses, undefined where it does not answer in time or the connection was lost. */
  async #ask<T>(call: () => Promise<T>, until: number): Promise<T | null | undefined> {
    const answer = await this.#calls.ask(call, until);
    if (answer instanceof ProtocolError) throw answer;
    if (answer instanceof LibvirtError) return null;
    return answer ?? undefined;
  }
}

/** libvirt's number of a version: 9.0.0 is 9000000. */
function versionText(number: number | null): string | null {
  if (number === null) return null;
  return [number / 1_000_000, (number / 1000) % 1000, number % 1000].map(Math.floor).join('.');
}

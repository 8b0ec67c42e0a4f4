import { ConnectionClosedError, type LibvirtClient } from '@virtscope/libvirt';
import { within } from '../../../lib/async/deadline.ts';
import type { Clock } from '../../../model/clock.ts';
import { parseDomainXml } from '../decode/xml.ts';
import { isOccupied } from '../health/health.ts';
import type { Inventory } from '../inventory.ts';
import type { CallLimiter, LimitedCall } from './call-limiter.ts';
import { noDeadline } from './serial-calls.ts';
import type { Vm } from '../vm.ts';

const DEADLINE_MS = 2000;

/**
 * Reads the XML of VMs that are new or whose devices changed, one at a time: since libvirt 11 the call takes a job
 * and can wait, so a poll does not depend on it, and it is not sent again while one is waiting.
 */
export class XmlRefresher {
  /** Of its calls; that of the monitor calls where those leave no other place on the connection. */
  readonly limiter: CallLimiter;
  readonly #inventory: Inventory;
  readonly #clock: Clock;
  #late: LimitedCall<string> | null = null;

  constructor(inventory: Inventory, limiter: CallLimiter, clock: Clock) {
    this.#inventory = inventory;
    this.limiter = limiter;
    this.#clock = clock;
  }

  /** Reads as many as fit until monotonic time `until`, running VMs first. */
  async run(client: LibvirtClient, until: number): Promise<void> {
    if (this.#late && !this.#late.settled) return;
    const todo = [...this.#inventory.all()].filter((vm) => vm.needsXml && mayAnswer(vm));
    for (const vm of todo.toSorted((a, b) => Number(b.active) - Number(a.active))) {
      if (this.#clock.monotonic() >= until) return;
      // One call for each change, also one that comes during the call; where it fails the next change asks again.
      vm.needsXml = false;
      try {
        const xml = await this.#read(client, vm, until);
        if (xml === null) return void (vm.needsXml = true);
        this.#inventory.describe(vm, await parseDomainXml(xml));
      } catch (error) {
        if (error instanceof ConnectionClosedError) return void (vm.needsXml = true);
        this.#inventory.failDescription(vm, error instanceof Error ? error.message : String(error));
      }
    }
  }

  /** Null when there was no permit, or no answer in time: the call goes on in the daemon. */
  async #read(client: LibvirtClient, { domain }: Vm, until: number): Promise<string | null> {
    const call = await this.limiter.send(() => client.domainXml(domain, 0, noDeadline), until);
    if (!call) return null;
    if (await within(call.answer, DEADLINE_MS, this.#clock)) return call.answer;
    this.limiter.markOverdue(call);
    this.#late = call;
    return null;
  }
}

/** Whether the call would be answered at once: nothing occupies the VM. */
function mayAnswer(vm: Vm): boolean {
  return vm.health.unreachable === null && !isOccupied(vm);
}

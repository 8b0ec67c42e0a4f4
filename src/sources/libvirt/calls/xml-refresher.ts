import { ConnectionClosedError, DeadlineError, type LibvirtClient } from '@virtscope/libvirt';
import type { Clock } from '../../../model/clock.ts';
import { parseDomainXml } from '../decode/xml.ts';
import { isOccupied } from '../health/health.ts';
import type { Inventory } from '../inventory.ts';
import type { Vm } from '../vm.ts';

const DEADLINE_MS = 2000;

/**
 * Reads the XML of VMs that are new or whose devices changed, one at a time: since libvirt 11 the call takes a job
 * and can wait, so a poll does not depend on it, and it is not sent again while one is waiting.
 */
export class XmlRefresher {
  readonly #inventory: Inventory;
  readonly #clock: Clock;
  #waiting: Promise<unknown> | null = null;

  constructor(inventory: Inventory, clock: Clock) {
    this.#inventory = inventory;
    this.#clock = clock;
  }

  /** Calls the daemon has not answered. */
  get unanswered(): number {
    return this.#waiting ? 1 : 0;
  }

  /** Reads as many as fit until monotonic time `until`, running VMs first. */
  async run(client: LibvirtClient, until: number): Promise<void> {
    if (this.#waiting) return;
    const todo = [...this.#inventory.all()].filter((vm) => vm.needsXml && mayAnswer(vm));
    for (const vm of todo.toSorted((a, b) => Number(b.active) - Number(a.active))) {
      if (this.#clock.monotonic() >= until) return;
      // One call for each change, also one that comes during the call; where it fails the next change asks again.
      vm.needsXml = false;
      try {
        const xml = await client.domainXml(vm.domain, 0, { deadlineMs: DEADLINE_MS });
        this.#inventory.describe(vm, await parseDomainXml(xml));
      } catch (error) {
        if (error instanceof ConnectionClosedError) return void (vm.needsXml = true);
        if (!(error instanceof DeadlineError)) {
          this.#inventory.failDescription(vm, error instanceof Error ? error.message : String(error));
          continue;
        }
        vm.needsXml = true;
        this.#waiting = error.settled.then(() => (this.#waiting = null));
        return;
      }
    }
  }
}

/** Whether the call would be answered at once: nothing occupies the VM. */
function mayAnswer(vm: Vm): boolean {
  return vm.health.unreachable === null && !isOccupied(vm);
}

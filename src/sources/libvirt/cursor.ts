import type { DomainView } from '@virtscope/libvirt';
import type { Vm } from './vm.ts';

/**
 * Finds the VM of each record. A reply has the order of the request, or of the reply before it, so the expected VM is
 * compared by its 16 bytes first, and text is made of a UUID only where that fails.
 */
export class VmCursor {
  #expected: readonly Vm[] = [];
  #next = 0;

  /** Before a reply that should have these VMs in this order. */
  begin(expected: readonly Vm[]): void {
    this.#expected = expected;
    this.#next = 0;
  }

  find(view: DomainView, lookUp: (uuid: string) => Vm | undefined): Vm | undefined {
    const expected = this.#expected[this.#next];
    if (expected && view.equalsUuid(expected.uuid)) {
      this.#next++;
      return expected;
    }
    const vm = lookUp(view.uuid());
    const at = vm ? this.#expected.indexOf(vm, this.#next) : -1;
    if (at >= 0) this.#next = at + 1;
    return vm;
  }
}

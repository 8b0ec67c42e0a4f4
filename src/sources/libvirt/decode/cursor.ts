import type { DomainView } from '@virtscope/libvirt';
import type { Vm } from '../vm.ts';

/**
 * Finds the VM of each record. A reply has the order of the request, or of the reply before it, so the expected VM is
 * compared by its 16 bytes first, and text is made of a UUID only where that fails: where the order is another, it goes
 * on behind the place that the VM found there had.
 */
export class VmCursor {
  #expected: readonly Vm[] = [];
  /** Of each expected VM, once one was not where it should be. */
  #places: Map<Vm, number> | null = null;
  #next = 0;

  /** Before a reply that should have these VMs in this order. */
  begin(expected: readonly Vm[]): void {
    this.#expected = expected;
    this.#places = null;
    this.#next = 0;
  }

  find(
    view: Pick<DomainView, 'equalsUuid' | 'uuid'>,
    lookUp: (uuid: string) => Vm | undefined,
  ): Vm | undefined {
    const expected = this.#expected[this.#next];
    if (expected && view.equalsUuid(expected.uuid)) {
      this.#next++;
      return expected;
    }
    const vm = lookUp(view.uuid());
    if (!vm) return undefined;
    this.#places ??= new Map(this.#expected.map((each, i) => [each, i]));
    const place = this.#places.get(vm);
    if (place !== undefined) this.#next = place + 1;
    return vm;
  }
}

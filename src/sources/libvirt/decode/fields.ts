import type { NameTable } from '@virtscope/libvirt';

/** A name of the statistics taken apart: `vcpu.3.delay` is number 3 of `vcpu`, leaf `delay`. */
export interface Field {
  readonly array: string;
  readonly index: number;
  readonly leaf: string;
}

/** How a field takes part in the signature of the VM's devices; see {@link RecordBuffer.signature}. */
export const Shape = { none: 0, present: 1, value: 2, text: 3 } as const;
export type Shape = (typeof Shape)[keyof typeof Shape];

const counts = new Set(['vcpu.current', 'net.count', 'block.count']);
const indexed = /^(vcpu|net|block)\.(\d{1,6})\.(.+)$/;

/** The interned names of all VMs of a source, each taken apart once. */
export class Fields {
  readonly names: NameTable;
  readonly #fields: (Field | null)[] = [];
  readonly #isRaw: (name: string) => boolean;
  readonly #raw: boolean[] = [];
  #shapes = new Uint8Array(256);

  /** @param isRaw whether a field is shown under its own name */
  constructor(names: NameTable, isRaw: (name: string) => boolean) {
    this.names = names;
    this.#isRaw = isRaw;
  }

  /** Number of a name; also for names that no record has had yet. */
  id(name: string): number {
    return this.names.intern(name);
  }

  /** Null for a name that is not an element of vcpu, net or block. */
  field(id: number): Field | null {
    this.#learn(id);
    return this.#fields[id] ?? null;
  }

  shape(id: number): Shape {
    this.#learn(id);
    return this.#shapes[id] as Shape;
  }

  /** Whether the field is shown under its own name. */
  isRaw(id: number): boolean {
    this.#learn(id);
    return this.#raw[id] ?? false;
  }

  #learn(id: number): void {
    for (let next = this.#fields.length; next <= id; next++) {
      const name = this.names.name(next);
      const [, array = '', index = '', leaf = ''] = indexed.exec(name) ?? [];
      const field = array ? { array, index: Number(index), leaf } : null;
      this.#fields.push(field);
      this.#raw.push(this.#isRaw(name));
      if (next >= this.#shapes.length) this.#shapes = grown(this.#shapes);
      this.#shapes[next] = shapeOf(name, field);
    }
  }
}

function shapeOf(name: string, field: Field | null): Shape {
  if (counts.has(name)) return Shape.value;
  if (field?.array === 'vcpu' && field.leaf === 'state') return Shape.present;
  // The name of a disk, and of an interface's tap: another one is another device, or another run.
  if (field?.leaf === 'name' && field.array !== 'vcpu') return Shape.text;
  return Shape.none;
}

function grown(array: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(array.length * 2);
  larger.set(array);
  return larger;
}

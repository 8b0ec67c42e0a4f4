import {
  PARAM_TYPE,
  procedures,
  typedParam,
  XdrWriter,
  type TypedParam,
  type WireDomain,
} from '@virtscope/libvirt/wire';
import { GROUP_COUNT } from './groups.ts';

/**
 * One guest's record, encoded once, with the places of its changing numbers:
 *
 *     | name, uuid, id | count | state... | cpu... | balloon... | ...      starts[0] is where state begins
 *
 * The count of parameters depends on the groups asked for and is filled in with the numbers.
 */
export interface Template {
  readonly bytes: Uint8Array;
  /** Where each group begins, by its bit's position, and where the last ends. */
  readonly starts: Int32Array;
  /** Parameters of each group. */
  readonly counts: Int32Array;
  /**
   * Offset and slot of every 64-bit number to fill in, in the order of the bytes.
   * Those of group g are [patchStarts[g], patchStarts[g + 1]).
   */
  readonly offsets: Int32Array;
  readonly slots: Int32Array;
  readonly patchStarts: Int32Array;
}

/** Collects the parameters of one record, group by group. */
export class TemplateBuilder {
  readonly #writer = new XdrWriter(4096);
  readonly #starts: number[] = [];
  readonly #counts: number[] = [];
  readonly #patchStarts: number[] = [];
  readonly #offsets: number[] = [];
  readonly #slots: number[] = [];

  constructor(domain: WireDomain) {
    procedures.DOMAIN_LOOKUP_BY_UUID.reply.encode(this.#writer, { domain });
    this.#writer.uint32(0);
  }

  /** Begins the next group; every group must be begun, in the order of the bits. */
  group(): void {
    this.#starts.push(this.#writer.length);
    this.#patchStarts.push(this.#offsets.length);
    this.#counts.push(0);
  }

  int(field: string, value: number): void {
    this.#add({ field, type: PARAM_TYPE.int, value });
  }

  uint(field: string, value: number): void {
    this.#add({ field, type: PARAM_TYPE.uint, value });
  }

  long(field: string, value: bigint): void {
    this.#add({ field, type: PARAM_TYPE.llong, value });
  }

  /** An unsigned 64-bit number that stays as it is. */
  fixed(field: string, value: number): void {
    this.#add({ field, type: PARAM_TYPE.ullong, value: BigInt(value) });
  }

  /** An unsigned 64-bit number that is filled in from `slot` at every reading. */
  live(field: string, slot: number): void {
    this.#add({ field, type: PARAM_TYPE.ullong, value: 0n });
    this.#offsets.push(this.#writer.length - 8);
    this.#slots.push(slot);
  }

  boolean(field: string, value: boolean): void {
    this.#add({ field, type: PARAM_TYPE.boolean, value });
  }

  string(field: string, value: string): void {
    this.#add({ field, type: PARAM_TYPE.string, value });
  }

  finish(): Template {
    while (this.#starts.length <= GROUP_COUNT) this.group();
    return {
      // A Buffer's own slice would keep the writer's whole buffer.
      bytes: new Uint8Array(this.#writer.bytes),
      starts: Int32Array.from(this.#starts),
      counts: Int32Array.from(this.#counts),
      offsets: Int32Array.from(this.#offsets),
      slots: Int32Array.from(this.#slots),
      patchStarts: Int32Array.from(this.#patchStarts),
    };
  }

  #add(param: TypedParam): void {
    typedParam.encode(this.#writer, param);
    this.#counts[this.#counts.length - 1]!++;
  }
}

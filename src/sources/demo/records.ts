import { readCounters } from './counters.ts';
import type { Guest } from './guest.ts';
import { GROUP_COUNT } from './groups.ts';
import type { Phase } from './life.ts';
import { slotCount } from './slots.ts';
import { createTemplate, type Completeness } from './stats.ts';
import type { Template } from './template.ts';
import { domainOf } from './world.ts';

/** Which record of a guest is meant, and the moment (epoch ms) its numbers are from. */
export interface Reading {
  readonly guest: Guest;
  readonly phase: Phase;
  readonly completeness: Completeness;
  readonly time: number;
}

interface Cached {
  phase: Phase;
  completeness: Completeness;
  template: Template;
}

/** Encodes guests' records: a copy of their template in which the numbers are replaced. */
export class Records {
  readonly #fleetSize: number;
  readonly #cache: (Cached | undefined)[];
  readonly #values: Float64Array;

  constructor(guests: readonly Guest[]) {
    this.#fleetSize = guests.length;
    this.#cache = Array.from({ length: guests.length });
    this.#values = new Float64Array(guests.reduce((most, guest) => Math.max(most, slotCount(guest)), 0));
  }

  /** Bytes that `write` will take for the groups of `mask`. */
  size(reading: Reading, mask: number): number {
    const { starts } = this.#template(reading);
    let size = starts[0]!;
    for (let g = 0; g < GROUP_COUNT; g++) if (mask & (1 << g)) size += starts[g + 1]! - starts[g]!;
    return size;
  }

  /** Writes the record at `at`, where it must fit, and returns where it ends; `view` is over the same bytes. */
  write(reading: Reading, mask: number, out: Uint8Array, view: DataView, at: number): number {
    const template = this.#template(reading);
    const end = copyGroups(template, mask, out, view, at);
    const values = this.#values;
    readCounters(reading.guest, reading.phase, reading.time, mask, values);
    const { starts, offsets, slots, patchStarts } = template;
    let skipped = 0;
    for (let g = 0; g < GROUP_COUNT; g++) {
      if (!(mask & (1 << g))) {
        skipped += starts[g + 1]! - starts[g]!;
        continue;
      }
      for (let p = patchStarts[g]!; p < patchStarts[g + 1]!; p++) {
        const value = values[slots[p]!]!;
        const offset = at + offsets[p]! - skipped;
        view.setUint32(offset, Math.floor(value / 2 ** 32));
        // setUint32 takes the low 32 bits of any whole number.
        view.setUint32(offset + 4, value);
      }
    }
    return end;
  }

  #template({ guest, phase, completeness }: Reading): Template {
    const cached = this.#cache[guest.index];
    // Fast path: nothing but numbers changed since the guest was last read.
    if (cached?.phase === phase && cached.completeness === completeness) return cached.template;
    const template = createTemplate(guest, domainOf(guest, phase, this.#fleetSize), phase, completeness);
    this.#cache[guest.index] = { phase, completeness, template };
    return template;
  }
}

/** Copies the domain, the count and the chosen groups, in as few pieces as they lie together. */
function copyGroups(template: Template, mask: number, out: Uint8Array, view: DataView, at: number): number {
  const { bytes, starts, counts } = template;
  let from = 0;
  let until = starts[0]!;
  let position = at;
  let count = 0;
  for (let g = 0; g < GROUP_COUNT; g++) {
    if (!(mask & (1 << g))) continue;
    if (starts[g] !== until) {
      out.set(bytes.subarray(from, until), position);
      position += until - from;
      from = starts[g]!;
    }
    until = starts[g + 1]!;
    count += counts[g]!;
  }
  out.set(bytes.subarray(from, until), position);
  view.setUint32(at + starts[0]! - 4, count);
  return position + until - from;
}

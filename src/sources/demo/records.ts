import { readCounters } from './counters.ts';
import type { Guest } from './guest.ts';
import { GROUP_COUNT } from './groups.ts';
import type { Phase } from './life.ts';
import { slotCount } from './slots.ts';
import { createTemplate, type Completeness } from './stats.ts';
import type { Template } from './template.ts';
import { domainOf } from './world.ts';

/** One guest's record, chosen and measured but not yet written. */
export interface Reading {
  readonly guest: Guest;
  readonly phase: Phase;
  /** Epoch ms that the numbers are from. */
  readonly time: number;
  readonly groups: number;
  readonly template: Template;
  /** How long the record will be. */
  readonly bytes: number;
}

interface Cached {
  readonly phase: Phase;
  readonly completeness: Completeness;
  readonly groups: number;
  readonly template: Template;
  readonly bytes: number;
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

  /** Prepares the groups (bits) of a guest as it is in `phase`, at `time` (epoch ms). */
  read(guest: Guest, phase: Phase, completeness: Completeness, groups: number, time: number): Reading {
    const { template, bytes } = this.#cached(guest, phase, completeness, groups);
    return { guest, phase, time, groups, template, bytes };
  }

  /** Writes a record at `at`, where it must fit, and returns where it ends; `view` is over the same bytes. */
  write(
    { guest, phase, time, groups, template }: Reading,
    out: Uint8Array,
    view: DataView,
    at: number,
  ): number {
    const end = copyGroups(template, groups, out, view, at);
    const values = this.#values;
    readCounters(guest, phase, time, groups, values);
    const { starts, offsets, slots, patchStarts } = template;
    let skipped = 0;
    for (let g = 0; g < GROUP_COUNT; g++) {
      if (!(groups & (1 << g))) {
        skipped += starts[g + 1]! - starts[g]!;
        continue;
      }
      const last = patchStarts[g + 1]!;
      for (let p = patchStarts[g]!; p < last; p++) {
        const value = values[slots[p]!]!;
        const offset = at + offsets[p]! - skipped;
        view.setUint32(offset, Math.floor(value / 2 ** 32));
        // setUint32 takes the low 32 bits of any whole number.
        view.setUint32(offset + 4, value);
      }
    }
    return end;
  }

  #cached(guest: Guest, phase: Phase, completeness: Completeness, groups: number): Cached {
    const cached = this.#cache[guest.index];
    const same = cached?.phase === phase && cached.completeness === completeness;
    // Fast path: nothing but numbers changed since the guest was last read.
    if (same && cached.groups === groups) return cached;
    const template = same
      ? cached.template
      : createTemplate(guest, domainOf(guest, phase, this.#fleetSize), phase, completeness);
    const fresh = { phase, completeness, groups, template, bytes: sizeOf(template, groups) };
    this.#cache[guest.index] = fresh;
    return fresh;
  }
}

function sizeOf({ starts }: Template, groups: number): number {
  let size = starts[0]!;
  for (let g = 0; g < GROUP_COUNT; g++) if (groups & (1 << g)) size += starts[g + 1]! - starts[g]!;
  return size;
}

/** Copies the domain, the count and the chosen groups, in as few pieces as they lie together. */
function copyGroups(template: Template, groups: number, out: Uint8Array, view: DataView, at: number): number {
  const { bytes, starts, counts } = template;
  let from = 0;
  let until = starts[0]!;
  let position = at;
  let count = 0;
  for (let g = 0; g < GROUP_COUNT; g++) {
    if (!(groups & (1 << g))) continue;
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

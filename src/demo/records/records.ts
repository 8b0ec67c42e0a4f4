import { readCounters } from '../guests/counters.ts';
import type { Guest } from '../guests/guest.ts';
import { GROUP_COUNT } from './groups.ts';
import type { Phase } from '../guests/state-machine.ts';
import { slotCount } from '../guests/slots.ts';
import { createTemplate, type Completeness } from './stats.ts';
import type { Template } from './template.ts';
import { domainOf } from '../guests/world.ts';

/** A guest's record but for its numbers; the same object as long as nothing but those changes. */
export interface GuestRecord {
  readonly guest: Guest;
  readonly phase: Phase;
  readonly completeness: Completeness;
  readonly template: Template;
}

/** Encodes guests' records: a copy of their template in which the numbers are replaced. */
export class Records {
  readonly #fleetSize: number;
  readonly #cache: (GuestRecord | undefined)[];
  readonly #values: Float64Array;

  constructor(guests: readonly Guest[]) {
    this.#fleetSize = guests.length;
    this.#cache = Array.from({ length: guests.length });
    this.#values = new Float64Array(guests.reduce((most, guest) => Math.max(most, slotCount(guest)), 0));
  }

  /** The record of a guest as it is in `phase`. */
  of(guest: Guest, phase: Phase, completeness: Completeness): GuestRecord {
    const cached = this.#cache[guest.index];
    // Fast path: nothing but numbers changed since the guest was last read.
    if (cached?.phase === phase && cached.completeness === completeness) return cached;
    const template = createTemplate(guest, domainOf(guest, phase, this.#fleetSize), phase, completeness);
    const record = { guest, phase, completeness, template };
    this.#cache[guest.index] = record;
    return record;
  }

  /**
   * Writes the groups (bits) of a record with its numbers at `time` (epoch ms) to `at`, where `sizeOf` bytes must
   * fit, and returns where it ends; `view` is over the same bytes as `out`.
   */
  write(
    { guest, phase, template }: GuestRecord,
    groups: number,
    time: number,
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
}

/** Bytes that the groups (bits) of a record take. */
export function sizeOf({ template: { starts } }: GuestRecord, groups: number): number {
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

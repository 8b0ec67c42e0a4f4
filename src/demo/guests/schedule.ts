import { between, chance, hash, pick } from './random.ts';

/** Something that happens to a running guest and passes. */
export type ActKind = 'pause' | 'ioerror' | 'hang' | 'disk';

export interface Act {
  readonly kind: ActKind;
  /** Milliseconds into the cycle. */
  readonly at: number;
  readonly lasts: number;
}

/**
 * How a guest lives, over and over, in milliseconds since the epoch. A run begins with the guest away:
 *
 *     |-- away --|-- cycle 0 ... --|-- cycle 1 ... --| ...      one run, `runMs` long
 *                     |-act-|           |-act-|
 */
export interface Habit {
  /** A moment when a run begins; the others are whole `runMs` from it. */
  readonly originMs: number;
  readonly runMs: number;
  readonly awayMs: number;
  /** How it went away: shut down by itself, moved to another host, or never started. */
  readonly away: 'shutdown' | 'migrated' | 'never started';
  /** The acts of one cycle in order; they neither overlap nor reach into the next cycle. */
  readonly cycleMs: number;
  readonly acts: readonly Act[];
}

/** How long a guest's own system takes to start. */
export const BOOT_MS = 10_000;

const SECOND = 1000;
const DAY = 86_400 * SECOND;
const SLOT = 25 * SECOND;
const PLOT = ['restart', 'migrate', 'pause', 'disk', 'ioerror', 'hang'] as const;
/** The small fleet's cycle: each step of the plot has a slot to begin and another guest's step one to end in. */
const CYCLE = PLOT.length * 2 * SLOT;
const CAST = 13;
/** Guests of a fleet without events have been running since about then. */
const CALM_SINCE = Date.UTC(2024, 0, 1);

/** Guests whose life is written in `PLOT`: half of a small fleet, at most one for each step. */
function actors(guests: number): { first: number; count: number } {
  const half = Math.min(PLOT.length, Math.max(2, Math.ceil(guests / 2)));
  // Among five the first would have to begin its next restart before the end of its hang.
  const count = guests === 1 ? 1 : half === 5 ? 4 : half;
  return { first: Math.min(PLOT.length, guests - count), count };
}

/** The habit of one guest of a fleet; `calm` fleets have no events, `off` guests are never started. */
export function createHabit(
  seed: number,
  index: number,
  options: { guests: number; calm: boolean; off: boolean },
): Habit {
  const steady = { awayMs: 0, away: 'shutdown' as const, cycleMs: Infinity, acts: [] };
  const someDays = Math.floor(between(seed, index, 'start', 0, 30 * DAY) / SECOND) * SECOND;
  if (options.off) return { ...steady, originMs: 0, runMs: Infinity, away: 'never started' };
  if (options.calm) return { ...steady, originMs: CALM_SINCE + someDays, runMs: Infinity };
  const { first, count } = actors(options.guests);
  if (index >= first && index < first + count) return actor(seed, index - first, count);
  if (index >= CAST && hash(seed, index, 'lively') % 50 === 0) return extra(seed, index);
  const runMs = Math.floor(between(seed, index, 'run', 20, 40)) * DAY;
  return { ...steady, originMs: someDays, runMs, awayMs: 60 * SECOND };
}

/** Every step whose turn is this actor's, so that the fleet shows one change in each slot. */
function actor(seed: number, number: number, count: number): Habit {
  const start = Math.floor(chance(seed, 0, 'stage') * CYCLE);
  const slots = count === 1 ? 1 : 3;
  const late = (step: number, about: string) => Math.floor(between(seed, step, about, 0, 8 * SECOND));
  const steps = PLOT.flatMap((kind, step) => {
    // One guest alone cannot both restart and move in a cycle.
    if (step % count !== number || (count === 1 && kind === 'migrate')) return [];
    const at = step * 2 * SLOT + late(step, 'early');
    return [{ kind, at, lasts: (step * 2 + slots) * SLOT + late(step, 'late') - at }];
  });
  const leave = steps.find((step) => step.kind === 'restart' || step.kind === 'migrate');
  const last = steps.at(-1)!;
  const from = leave?.at ?? last.at + last.lasts + 5 * SECOND;
  const acts = steps
    .filter((step) => step !== leave)
    .map(({ kind, at, lasts }) => ({ kind: kind as ActKind, at: (at - from + CYCLE) % CYCLE, lasts }))
    .toSorted((a, b) => a.at - b.at);
  return {
    originMs: start + from,
    runMs: leave ? CYCLE : DAY,
    awayMs: leave?.lasts ?? 30 * SECOND,
    away: leave?.kind === 'migrate' ? 'migrated' : 'shutdown',
    cycleMs: CYCLE,
    acts,
  };
}

/** One of the few lively guests of a large fleet. */
function extra(seed: number, index: number): Habit {
  const cycleMs = 60 * SECOND * Math.floor(between(seed, index, 'cycle', 10, 20));
  const lasts = Math.floor(between(seed, index, 'lasts', 40, 120)) * SECOND;
  const at = 60 * SECOND + Math.floor(between(seed, index, 'at', 0, cycleMs - lasts - 60 * SECOND));
  const kind = pick(seed, index, 'act', ['restart', 'migrate', 'pause', 'disk', 'ioerror'] as const);
  const leaves = kind === 'restart' || kind === 'migrate';
  return {
    originMs: Math.floor(chance(seed, index, 'start') * DAY),
    runMs: leaves ? cycleMs : cycleMs * 144,
    awayMs: leaves ? lasts : 30 * SECOND,
    away: kind === 'migrate' ? 'migrated' : 'shutdown',
    cycleMs,
    acts: leaves ? [] : [{ kind, at, lasts }],
  };
}

import { between, chance, hash, pick } from './random.ts';

/** A state that a running guest enters and leaves again. */
export type IncidentKind = 'pause' | 'ioerror' | 'hang' | 'disk';

export interface Incident {
  readonly kind: IncidentKind;
  /** Milliseconds into the cycle. */
  readonly at: number;
  readonly lasts: number;
}

/**
 * The states of a guest over time, repeated, in milliseconds since the epoch. A run begins with the guest away:
 *
 *     |-- away --|-- cycle 0 ... --|-- cycle 1 ... --| ...      one run, `runMs` long
 *                    |-incident-|      |-incident-|
 */
export interface Schedule {
  /** A moment when a run begins; the others are whole `runMs` from it. */
  readonly originMs: number;
  readonly runMs: number;
  readonly awayMs: number;
  /** How it went away: shut down by itself, moved to another host, or never started. */
  readonly away: 'shutdown' | 'migrated' | 'never started';
  /** The incidents of one cycle in order; they neither overlap nor reach into the next cycle. */
  readonly cycleMs: number;
  readonly incidents: readonly Incident[];
}

/** How long a guest's own system takes to start. */
export const BOOT_MS = 10_000;

const SECOND = 1000;
const DAY = 86_400 * SECOND;
const SLOT = 25 * SECOND;
const STEPS = ['restart', 'migrate', 'pause', 'disk', 'ioerror', 'hang'] as const;
/** The small fleet's cycle: each step has a slot in which it begins and one in which another guest's step ends. */
const CYCLE = STEPS.length * 2 * SLOT;
/** Guests with a persona (personas.ts). */
const PERSONAS = 13;
/** Guests of a fleet without events have been running since about then. */
const CALM_SINCE = Date.UTC(2024, 0, 1);

/** Guests that share the `STEPS`: half of a small fleet, at most one for each step. */
function eventfulGuests(guests: number): { first: number; count: number } {
  const half = Math.min(STEPS.length, Math.max(2, Math.ceil(guests / 2)));
  // Among five guests the first would have to begin its next restart before the end of its hang.
  const count = guests === 1 ? 1 : half === 5 ? 4 : half;
  return { first: Math.min(STEPS.length, guests - count), count };
}

/** The schedule of one guest of a fleet; `calm` fleets have no events, `off` guests are never started. */
export function createSchedule(
  seed: number,
  index: number,
  options: { guests: number; calm: boolean; off: boolean },
): Schedule {
  const steady = { awayMs: 0, away: 'shutdown' as const, cycleMs: Infinity, incidents: [] };
  const someDays = Math.floor(between(seed, index, 'start', 0, 30 * DAY) / SECOND) * SECOND;
  if (options.off) return { ...steady, originMs: 0, runMs: Infinity, away: 'never started' };
  if (options.calm) return { ...steady, originMs: CALM_SINCE + someDays, runMs: Infinity };
  const { first, count } = eventfulGuests(options.guests);
  if (index >= first && index < first + count) return scheduleOfSteps(seed, index - first, count);
  if (index >= PERSONAS && hash(seed, index, 'lively') % 50 === 0) return scheduleOfIncident(seed, index);
  const runMs = Math.floor(between(seed, index, 'run', 20, 40)) * DAY;
  return { ...steady, originMs: someDays, runMs, awayMs: 60 * SECOND };
}

/** The steps of one of these guests. The fleet as a whole has one change in each slot. */
function scheduleOfSteps(seed: number, number: number, count: number): Schedule {
  const start = Math.floor(chance(seed, 0, 'stage') * CYCLE);
  const slots = count === 1 ? 1 : 3;
  const late = (step: number, about: string) => Math.floor(between(seed, step, about, 0, 8 * SECOND));
  const steps = STEPS.flatMap((kind, step) => {
    // One guest alone cannot both restart and move in a cycle.
    if (step % count !== number || (count === 1 && kind === 'migrate')) return [];
    const at = step * 2 * SLOT + late(step, 'early');
    return [{ kind, at, lasts: (step * 2 + slots) * SLOT + late(step, 'late') - at }];
  });
  const leave = steps.find((step) => step.kind === 'restart' || step.kind === 'migrate');
  const last = steps.at(-1)!;
  const from = leave?.at ?? last.at + last.lasts + 5 * SECOND;
  const incidents = steps
    .filter((step) => step !== leave)
    .map(({ kind, at, lasts }) => ({ kind: kind as IncidentKind, at: (at - from + CYCLE) % CYCLE, lasts }))
    .toSorted((a, b) => a.at - b.at);
  return {
    originMs: start + from,
    runMs: leave ? CYCLE : DAY,
    awayMs: leave?.lasts ?? 30 * SECOND,
    away: leave?.kind === 'migrate' ? 'migrated' : 'shutdown',
    cycleMs: CYCLE,
    incidents,
  };
}

/** One incident a cycle, for the few eventful guests of a large fleet. */
function scheduleOfIncident(seed: number, index: number): Schedule {
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
    incidents: leaves ? [] : [{ kind, at, lasts }],
  };
}

import { BOOT_MS, type Act, type Habit } from './schedule.ts';

/** libvirt's numbers for the states and reasons a demo guest can be in. */
export const STATE = { running: 1, paused: 3, shutoff: 5 } as const;
export const REASON = {
  booted: 1,
  migratedIn: 2,
  unpaused: 5,
  pausedByUser: 1,
  ioError: 5,
  unknown: 0,
  shutdown: 1,
  destroyed: 2,
  migratedAway: 4,
} as const;

/** A stretch of a guest's life in which nothing changes but its counters. */
export interface Phase {
  /** Epoch ms: the stretch is [from, until). */
  readonly from: number;
  readonly until: number;
  readonly state: number;
  readonly reason: number;
  /** Number of the run, which the domain's id is made of; the counters of each begin at 0. */
  readonly run: number;
  readonly on: boolean;
  /** QEMU does not answer its monitor and its vCPUs stand still, although the state says running. */
  readonly hung: boolean;
  /** The guest's own system is up: balloon driver and agent answer. */
  readonly up: boolean;
  /** Milliseconds of work done in this run before `from`, and whether more is done. */
  readonly worked: number;
  readonly works: boolean;
  /** `worked` when the extra disk was attached, or -1 without it. */
  readonly extraSince: number;
}

/** Milliseconds the guest's vCPUs have been able to run in its present run. */
export function workedMs(phase: Phase, now: number): number {
  return phase.works ? phase.worked + Math.max(0, now - phase.from) : phase.worked;
}

/** The phase of a life at one moment: a pure function of its two arguments. */
export function phaseAt(habit: Habit, now: number): Phase {
  const run = Math.floor((now - habit.originMs) / habit.runMs);
  const start = run === 0 ? habit.originMs : habit.originMs + run * habit.runMs;
  const phase = {
    run,
    from: start,
    until: start + habit.runMs,
    state: STATE.running as number,
    reason: habit.away === 'migrated' ? REASON.migratedIn : REASON.booted,
    on: true,
    hung: false,
    up: true,
    worked: 0,
    works: true,
    extraSince: -1,
  };
  const back = start + habit.awayMs;
  if (now < back || habit.away === 'never started') {
    const until = habit.away === 'never started' ? Infinity : back;
    return { ...phase, until, state: STATE.shutoff, reason: awayReason[habit.away], on: false, works: false };
  }
  // A guest that moved in brings its running system along.
  const booted = habit.away === 'migrated' ? back : back + BOOT_MS;
  if (now < booted) return { ...phase, from: back, until: booted, up: false };
  if (habit.acts.length === 0) return { ...phase, from: booted, worked: booted - back };
  return within(habit, now, { ...phase, from: booted, worked: booted - back }, start);
}

const awayReason = {
  shutdown: REASON.shutdown,
  migrated: REASON.migratedAway,
  'never started': REASON.unknown,
} as const;

/** Finds the act, or the calm between two acts, that `now` falls into. */
function within(habit: Habit, now: number, calm: Phase, start: number): Phase {
  const cycle = Math.floor((now - start) / habit.cycleMs);
  const cycleStart = start + cycle * habit.cycleMs;
  const last = habit.acts.at(-1)!;
  const stopped = habit.acts.reduce((sum, act) => sum + (stops(act) ? act.lasts : 0), 0);
  const unpaused = { ...calm, reason: REASON.unpaused };
  let frozen = cycle * stopped;
  let from = cycle === 0 ? calm.from : cycleStart - habit.cycleMs + last.at + last.lasts;
  let base = cycle > 0 && habit.acts.some(pauses) ? unpaused : calm;
  const worked = (at: number) => calm.worked + at - calm.from - frozen;
  for (const act of habit.acts) {
    const begins = cycleStart + act.at;
    const ends = begins + act.lasts;
    if (now < begins) return { ...base, from, until: begins, worked: worked(from) };
    if (now < ends) return during(act, { ...base, from: begins, until: ends, worked: worked(begins) });
    if (stops(act)) frozen += act.lasts;
    if (pauses(act)) base = unpaused;
    from = ends;
  }
  const next = cycleStart + habit.cycleMs + habit.acts[0]!.at;
  return { ...base, from, until: Math.min(next, calm.until), worked: worked(from) };
}

function during(act: Act, phase: Phase): Phase {
  switch (act.kind) {
    case 'pause':
      return { ...phase, state: STATE.paused, reason: REASON.pausedByUser, works: false };
    case 'ioerror':
      return { ...phase, state: STATE.paused, reason: REASON.ioError, works: false };
    case 'hang':
      return { ...phase, hung: true, works: false };
    case 'disk':
      return { ...phase, extraSince: phase.worked };
    default:
      return act.kind satisfies never;
  }
}

const pauses = (act: Act): boolean => act.kind === 'pause' || act.kind === 'ioerror';
const stops = (act: Act): boolean => act.kind !== 'disk';

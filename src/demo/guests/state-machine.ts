import { BOOT_MS, type Incident, type Schedule } from './schedule.ts';

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

/** A span in which nothing of a guest changes but its counters. */
export interface Phase {
  /** Epoch ms: the span is [from, until). */
  readonly from: number;
  readonly until: number;
  readonly state: number;
  readonly reason: number;
  /** Number of the run, which the domain's id is made of; the counters of each begin at 0. */
  readonly run: number;
  readonly on: boolean;
  /** QEMU does not answer its monitor and its vCPUs stand still, although its state is running. */
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

/** The phase of a schedule at one moment: a pure function of its two arguments. */
export function phaseAt(schedule: Schedule, now: number): Phase {
  const run = Math.floor((now - schedule.originMs) / schedule.runMs);
  const start = run === 0 ? schedule.originMs : schedule.originMs + run * schedule.runMs;
  const phase = {
    run,
    from: start,
    until: start + schedule.runMs,
    state: STATE.running as number,
    reason: schedule.away === 'migrated' ? REASON.migratedIn : REASON.booted,
    on: true,
    hung: false,
    up: true,
    worked: 0,
    works: true,
    extraSince: -1,
  };
  const back = start + schedule.awayMs;
  if (now < back || schedule.away === 'never started') {
    const until = schedule.away === 'never started' ? Infinity : back;
    return {
      ...phase,
      until,
      state: STATE.shutoff,
      reason: awayReason[schedule.away],
      on: false,
      works: false,
    };
  }
  // A guest that moved in brings its running system along.
  const booted = schedule.away === 'migrated' ? back : back + BOOT_MS;
  if (now < booted) return { ...phase, from: back, until: booted, up: false };
  if (schedule.incidents.length === 0) return { ...phase, from: booted, worked: booted - back };
  return within(schedule, now, { ...phase, from: booted, worked: booted - back }, start);
}

const awayReason = {
  shutdown: REASON.shutdown,
  migrated: REASON.migratedAway,
  'never started': REASON.unknown,
} as const;

/** Finds the incident, or the calm between two incidents, that `now` falls into. */
function within(schedule: Schedule, now: number, calm: Phase, start: number): Phase {
  const cycle = Math.floor((now - start) / schedule.cycleMs);
  const cycleStart = start + cycle * schedule.cycleMs;
  const last = schedule.incidents.at(-1)!;
  const stopped = schedule.incidents.reduce(
    (sum, incident) => sum + (stops(incident) ? incident.lasts : 0),
    0,
  );
  const unpaused = { ...calm, reason: REASON.unpaused };
  let frozen = cycle * stopped;
  let from = cycle === 0 ? calm.from : cycleStart - schedule.cycleMs + last.at + last.lasts;
  let base = cycle > 0 && schedule.incidents.some(pauses) ? unpaused : calm;
  const worked = (at: number) => calm.worked + at - calm.from - frozen;
  for (const incident of schedule.incidents) {
    const begins = cycleStart + incident.at;
    const ends = begins + incident.lasts;
    if (now < begins) return { ...base, from, until: begins, worked: worked(from) };
    if (now < ends) return during(incident, { ...base, from: begins, until: ends, worked: worked(begins) });
    if (stops(incident)) frozen += incident.lasts;
    if (pauses(incident)) base = unpaused;
    from = ends;
  }
  const next = cycleStart + schedule.cycleMs + schedule.incidents[0]!.at;
  return { ...base, from, until: Math.min(next, calm.until), worked: worked(from) };
}

function during(incident: Incident, phase: Phase): Phase {
  switch (incident.kind) {
    case 'pause':
      return { ...phase, state: STATE.paused, reason: REASON.pausedByUser, works: false };
    case 'ioerror':
      return { ...phase, state: STATE.paused, reason: REASON.ioError, works: false };
    case 'hang':
      return { ...phase, hung: true, works: false };
    case 'disk':
      return { ...phase, extraSince: phase.worked };
    default:
      return incident.kind satisfies never;
  }
}

const pauses = (incident: Incident): boolean => incident.kind === 'pause' || incident.kind === 'ioerror';
const stops = (incident: Incident): boolean => incident.kind !== 'disk';

import { between } from './random.ts';

/** How busy a guest is, and in what rhythm. */
export type Profile = 'idle' | 'steady' | 'office' | 'busy' | 'bursty' | 'noisy';

/** What a guest does, each a rate that its counters are the integral of. */
export const SIGNAL = {
  /** Seconds of a vCPU a second. */
  cpu: 0,
  /** Seconds a vCPU is ready but not running, a second. */
  steal: 1,
  /** Bytes a second to and from the guest. */
  receive: 2,
  send: 3,
  /** Requests a second, and the seconds they take a second. */
  read: 4,
  write: 5,
  readTime: 6,
  writeTime: 7,
} as const;
export const SIGNALS = 8;

/** Every signal is a sum of these shapes, each between 0 and 1: constant, four sine waves, a pulse. */
const SHAPES = 6;
const WAVES = 4;

/**
 * A guest's signals as functions of the seconds it has been running, all numbers side by side as they are read
 * together for thousands of guests:
 *
 *     period[4] | speed[4] | angle[4] | cosine[4] | pulse every, length | weights[SIGNALS][SHAPES]
 *
 * The waves take a day, about an hour, minutes, seconds; speed and angle are in radians, `cosine` is the angle's.
 * The first weight of a signal is above 0, so a counter never stands still or goes back.
 */
export type Load = Float64Array;

const SPEED = WAVES;
const ANGLE = 2 * WAVES;
const COSINE = 3 * WAVES;
const PULSE = 4 * WAVES;
const WEIGHTS = PULSE + 2;

const DAY_S = 86_400;
const BUSIEST_S = 14 * 3600;

/** The weights of a vCPU's use; they add up to less than 1, with steal too. */
const shapes: Record<Profile, readonly number[]> = {
  idle: [0.004, 0.002, 0.002, 0.003, 0.004, 0.01],
  steady: [0.12, 0.03, 0.05, 0.05, 0.05, 0.04],
  office: [0.04, 0.38, 0.08, 0.06, 0.08, 0.06],
  busy: [0.3, 0.18, 0.1, 0.1, 0.1, 0.08],
  bursty: [0.015, 0.01, 0.02, 0.03, 0.03, 0.7],
  noisy: [0.2, 0.02, 0.02, 0.03, 0.03, 0.45],
};
const calmSteal = [0.0004, 0, 0.0002, 0.001, 0.001, 0.003];
const noisySteal = [0.005, 0, 0, 0.02, 0.015, 0.2];
/** Mean bytes and requests a second at the top of the wave. */
const network: Record<Profile, number> = {
  idle: 300,
  steady: 4e5,
  office: 1.5e6,
  busy: 6e6,
  bursty: 3e6,
  noisy: 1e5,
};
const requests: Record<Profile, number> = {
  idle: 0.6,
  steady: 45,
  office: 40,
  busy: 220,
  bursty: 260,
  noisy: 15,
};
/** Storage is slower where the load comes in bursts. */
const slower = [1, 1.1, 1.2, 1.6, 1.8, 2.6];

/** The load of one guest that is first started `startS` seconds into a UTC day. */
export function createLoad(seed: number, index: number, profile: Profile, startS: number): Load {
  const random = (about: string, low: number, high: number) => between(seed, index, about, low, high);
  const hours = random('hours', 1800, 5400);
  const period = [DAY_S, hours, random('minutes', 140, 420), random('seconds', 17, 47)];
  const angle = period.map((_, i) => random(`angle${i}`, 0, 2 * Math.PI));
  const shift = random('busiest', -2 * 3600, 2 * 3600) - BUSIEST_S;
  angle[0] = ((startS + shift) / DAY_S) * 2 * Math.PI + Math.PI / 2;
  const pulseEvery = random('pulse', 500, 1900);
  const shape = shapes[profile];
  const top = shape.reduce((sum, weight) => sum + weight, 0);
  // No two signals follow each other exactly.
  const own = (about: string, peak: number) =>
    shape.map((weight, i) => (weight / top) * peak * random(`${about}${i}`, 0.3, 1.7));
  const bytes = network[profile] * random('bytes', 0.5, 1.5);
  const reads = own('reads', requests[profile] * random('reads', 0.2, 0.9));
  const writes = own('writes', requests[profile] * random('writes', 0.4, 1.1));
  const slow = (rate: readonly number[], seconds: number) => rate.map((r, i) => r * seconds * slower[i]!);
  const size = random('cpu', 0.75, 1);
  return Float64Array.of(
    ...period,
    ...period.map((seconds) => (2 * Math.PI) / seconds),
    ...angle,
    ...angle.map(Math.cos),
    pulseEvery,
    pulseEvery * random('length', 0.08, 0.3),
    ...shape.map((weight) => weight * size),
    ...(profile === 'noisy' ? noisySteal : calmSteal),
    ...own('received', bytes),
    ...own('sent', bytes * random('sent', 0.15, 4)),
    ...reads,
    ...writes,
    ...slow(reads, random('readTime', 0.0002, 0.002)),
    ...slow(writes, random('writeTime', 0.0005, 0.004)),
  );
}

const integrals = new Float64Array(SHAPES);

/** What each signal adds up to over the first `seconds` of a run: a closed form, so readings always agree. */
export function integrate(load: Load, seconds: number, sums: Float64Array): void {
  integrals[0] = seconds;
  for (let i = 0; i < WAVES; i++) {
    const speed = load[SPEED + i]!;
    const angle = speed * since(seconds, load[i]!) + load[ANGLE + i]!;
    integrals[i + 1] = (seconds + (load[COSINE + i]! - Math.cos(angle)) / speed) / 2;
  }
  const { every, length } = pulseOf(load);
  const into = since(seconds, every);
  integrals[SHAPES - 1] = ((seconds - into) / every) * length + Math.max(0, into - every + length);
  for (let signal = 0, at = WEIGHTS; signal < SIGNALS; signal++) {
    let sum = 0;
    for (let i = 0; i < SHAPES; i++) sum += load[at++]! * integrals[i]!;
    sums[signal] = sum;
  }
}

/** Seconds from one pulse to the next, of which the last `length` are on. */
export function pulseOf(load: Load): { every: number; length: number } {
  return { every: load[PULSE]!, length: load[PULSE + 1]! };
}

/** How full the guest is of its own work at one moment, 0 to 1: the slow waves alone. */
export function fullness(load: Load, seconds: number): number {
  return 0.5 * wave(load, 0, seconds) + 0.35 * wave(load, 1, seconds) + 0.15 * wave(load, 2, seconds);
}

function wave(load: Load, i: number, seconds: number): number {
  return (1 + Math.sin(load[SPEED + i]! * since(seconds, load[i]!) + load[ANGLE + i]!)) / 2;
}

/** Seconds into the present turn: sines of small angles take a fraction of the time of large ones. */
function since(seconds: number, period: number): number {
  return seconds - Math.floor(seconds / period) * period;
}

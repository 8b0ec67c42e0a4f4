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

/** A guest's signals as functions of the seconds it has been running. */
export interface Load {
  /** Radians a second and radians at the start of the four waves: a day, about an hour, minutes, seconds. */
  readonly speed: Float64Array;
  readonly angle: Float64Array;
  /** Cosine of `angle`, which every integral needs. */
  readonly cosine: Float64Array;
  /** Seconds from one pulse to the next, of which `pulseLength` are on. */
  readonly pulseEvery: number;
  readonly pulseLength: number;
  /** `SIGNALS` rows of `SHAPES` weights. The first is above 0, so a counter never stands still or goes back. */
  readonly weights: Float64Array;
}

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
  const periods = [
    DAY_S,
    random('hours', 1800, 5400),
    random('minutes', 140, 420),
    random('seconds', 17, 47),
  ];
  const speed = Float64Array.from(periods, (seconds) => (2 * Math.PI) / seconds);
  const angle = Float64Array.from({ length: WAVES }, (_, i) => random(`angle${i}`, 0, 2 * Math.PI));
  const shift = random('busiest', -2 * 3600, 2 * 3600) - BUSIEST_S;
  angle[0] = ((startS + shift) / DAY_S) * 2 * Math.PI + Math.PI / 2;
  const pulseEvery = random('pulse', 500, 1900);
  const shape = shapes[profile];
  const top = shape.reduce((sum, weight) => sum + weight, 0);
  const scaled = (scale: number) => shape.map((weight) => (weight / top) * scale);
  const bytes = network[profile] * random('bytes', 0.5, 1.5);
  const reads = scaled(requests[profile] * random('reads', 0.2, 0.9));
  const writes = scaled(requests[profile] * random('writes', 0.4, 1.1));
  const slow = (rate: readonly number[], seconds: number) => rate.map((r, i) => r * seconds * slower[i]!);
  const rows = [
    scaled(top * random('cpu', 0.75, 1)),
    profile === 'noisy' ? noisySteal : calmSteal,
    scaled(bytes),
    scaled(bytes * random('sent', 0.15, 4)),
    reads,
    writes,
    slow(reads, random('readTime', 0.0002, 0.002)),
    slow(writes, random('writeTime', 0.0005, 0.004)),
  ];
  return {
    speed,
    angle,
    cosine: angle.map(Math.cos),
    pulseEvery,
    pulseLength: pulseEvery * random('length', 0.08, 0.3),
    weights: Float64Array.from(rows.flat()),
  };
}

const integrals = new Float64Array(SHAPES);

/** What each signal adds up to over the first `seconds` of a run: a closed form, so readings always agree. */
export function integrate(load: Load, seconds: number, sums: Float64Array): void {
  const { speed, angle, cosine, weights } = load;
  integrals[0] = seconds;
  for (let i = 0; i < WAVES; i++) {
    const w = speed[i]!;
    integrals[i + 1] = (seconds + (cosine[i]! - Math.cos(w * seconds + angle[i]!)) / w) / 2;
  }
  const pulses = Math.floor(seconds / load.pulseEvery);
  const into = seconds - pulses * load.pulseEvery;
  integrals[5] = pulses * load.pulseLength + Math.max(0, into - load.pulseEvery + load.pulseLength);
  for (let signal = 0, at = 0; signal < SIGNALS; signal++) {
    let sum = 0;
    for (let i = 0; i < SHAPES; i++) sum += weights[at++]! * integrals[i]!;
    sums[signal] = sum;
  }
}

/** How full the guest is of its own work at one moment, 0 to 1: the slow waves alone. */
export function fullness(load: Load, seconds: number): number {
  const wave = (i: number) => (1 + Math.sin(load.speed[i]! * seconds + load.angle[i]!)) / 2;
  return 0.5 * wave(0) + 0.35 * wave(1) + 0.15 * wave(2);
}

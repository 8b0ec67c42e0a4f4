/** From which value on a host has too little of something. */
export interface Limit {
  /** The tile that shows it. */
  readonly tile: 'CPU' | 'memory' | 'disk' | 'pressure';
  readonly metric: string;
  readonly atLeast: number;
  /** What it is then, in the tile. */
  readonly word: string;
  /** The rule, for people. */
  readonly rule: string;
}

/**
 * The limits of tiles: of the mean of the last minute, so that a single sample lights nothing. They are no alarms. Pressure and
 * latency are where administrators of other tools begin to look.
 */
// prettier-ignore
export const limits: readonly Limit[] = [
  { tile: 'CPU', metric: 'cpu.usage', atLeast: 0.9, word: 'saturated', rule: 'at least 90 % of its processors used' },
  { tile: 'CPU', metric: 'cpu.steal', atLeast: 0.1, word: 'steal', rule: 'at least 10 % taken by the hypervisor it runs on' },
  { tile: 'memory', metric: 'memory.usage', atLeast: 0.95, word: 'nearly full', rule: 'at most 5 % available' },
  { tile: 'disk', metric: 'disk.read.latency', atLeast: 0.05, word: 'slow', rule: 'reads take at least 50 ms' },
  { tile: 'disk', metric: 'disk.write.latency', atLeast: 0.05, word: 'slow', rule: 'writes take at least 50 ms' },
  { tile: 'pressure', metric: 'pressure.cpu.some', atLeast: 0.5, word: 'processors short', rule: 'tasks wait at least 50 % of the time for a processor' },
  { tile: 'pressure', metric: 'pressure.memory.some', atLeast: 0.1, word: 'memory short', rule: 'tasks wait at least 10 % of the time for memory' },
  { tile: 'pressure', metric: 'pressure.io.some', atLeast: 0.5, word: 'disks short', rule: 'tasks wait at least 50 % of the time for disks' },
];

/** The limits of a tile that are reached; `meanOf` is the mean of the last minute, null where it is unknown. */
export function saturated(tile: Limit['tile'], meanOf: (metric: string) => number | null): readonly Limit[] {
  return limits.filter((limit) => limit.tile === tile && (meanOf(limit.metric) ?? 0) >= limit.atLeast);
}

/** Mean of the known among the last values; null where none is. */
export function meanOfLast(values: readonly (number | null)[], count: number): number | null {
  const known = values.slice(-count).filter((value) => value !== null);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
}

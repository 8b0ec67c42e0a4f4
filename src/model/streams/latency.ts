/** How long calls took, in seconds: so long half of them at most, nine of ten, 99 of 100, and all. */
export interface Latency {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

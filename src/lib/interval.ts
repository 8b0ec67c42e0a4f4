/** End, in epoch ms, of the newest row of this length that has ended at a time (epoch ms). */
export function rowEndAt(time: number, stepMs: number): number {
  return Math.floor(time / stepMs) * stepMs;
}

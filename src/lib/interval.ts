/** Part of a step by which a poll may come early and still count for the interval that is about to end. */
const slack = 0.1;

/** Number of the interval since the epoch that a batch of this time (epoch ms) belongs to; it ends at number · step. */
export function intervalAt(time: number, stepMs: number): number {
  return Math.floor(time / stepMs + slack);
}

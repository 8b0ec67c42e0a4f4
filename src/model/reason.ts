/**
 * Why a value is unknown. A batch carries one code per series beside its values, history keeps it beside the
 * gap, and every reader shows the sentence (rule: unknown is not zero, and says why).
 */
export const Reason = {
  known: 0,
  notCollected: 1,
  firstSample: 2,
  counterReset: 3,
  notRunning: 4,
  monitorBusy: 5,
  stuck: 6,
  unreachable: 7,
  noBalloonReport: 8,
  staleBalloonReport: 9,
  idle: 10,
  notReported: 11,
  protecting: 12,
  gone: 13,
  staleAgentReport: 14,
  away: 15,
  unprovenBalloonReport: 16,
  outOfBounds: 17,
  hugepagesNotCounted: 18,
  clockBehind: 19,
  unreadable: 20,
  diskFailed: 21,
} as const;
export type Reason = (typeof Reason)[keyof typeof Reason];

/** How a source says some reasons of its own entities; of others the sentences of {@link reasonText} are true. */
export type Sentences = Readonly<Partial<Record<Reason, string>>>;

/** Sentences are true of whatever a source reports: what is peculiar to one are its {@link Sentences}. */
const texts: Readonly<Record<Reason, readonly [code: string, text: string]>> = {
  [Reason.known]: ['known', 'known'],
  [Reason.notCollected]: ['not-collected', 'not collected in this interval'],
  [Reason.firstSample]: ['first-sample', 'first sample: a rate needs two'],
  [Reason.counterReset]: ['counter-reset', 'the counter started again'],
  [Reason.notRunning]: ['not-running', 'it is not running'],
  [Reason.monitorBusy]: ['monitor-busy', 'it is busy: something else holds it'],
  [Reason.stuck]: ['stuck', 'it does not answer'],
  [Reason.unreachable]: ['unreachable', 'what reports it cannot be reached'],
  [Reason.noBalloonReport]: ['no-balloon-report', 'memory statistics have never been reported'],
  [Reason.staleBalloonReport]: ['stale-balloon-report', 'memory statistics are not reported any more'],
  [Reason.idle]: ['idle', 'nothing happened in this interval'],
  [Reason.notReported]: ['not-reported', 'it is not reported'],
  [Reason.protecting]: ['protecting', 'not asked: as many calls hang as may'],
  [Reason.unprovenBalloonReport]: [
    'unproven-balloon-report',
    'the last memory report is old, and whether there are more to come is not known yet',
  ],
  [Reason.outOfBounds]: ['out-of-bounds', 'what is reported cannot be'],
  [Reason.hugepagesNotCounted]: [
    'hugepages-not-counted',
    'its memory is or may be in huge pages, which cannot be counted from here',
  ],
  [Reason.staleAgentReport]: ['stale-agent-report', 'its agent stopped reporting'],
  [Reason.gone]: ['gone', 'it is gone'],
  [Reason.away]: ['away', 'virtscope was not running'],
  [Reason.clockBehind]: ['clock-behind', 'the clock of this machine was behind'],
  [Reason.unreadable]: ['unreadable', 'history cannot be read from the disk'],
  [Reason.diskFailed]: ['disk-failed', 'history could not be kept on the disk'],
};

/** The stable code of a reason, as the API and the exposition write it. */
export function reasonCode(reason: number): string {
  return texts[reason as Reason][0];
}

/**
 * The sentence of a reason, as people read it.
 *
 * @param sentences those of the entity's source.
 * @example
 * import assert from 'node:assert/strict';
 * import { Reason, reasonText } from './reason.ts';
 * assert.equal(reasonText(Reason.gone), 'it is gone');
 * assert.equal(reasonText(Reason.gone, { [Reason.gone]: 'the machine is gone' }), 'the machine is gone');
 */
export function reasonText(reason: number, sentences: Sentences = {}): string {
  return sentences[reason as Reason] ?? texts[reason as Reason][1];
}

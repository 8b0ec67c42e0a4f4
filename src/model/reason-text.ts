import { Reason } from './reason.ts';

/** Sentences of reasons. */
export type Sentences = Readonly<Partial<Record<Reason, string>>>;

/** Sentences that are true of whatever a source reports; what is peculiar to one source it has as its own. */
export const GENERAL_SENTENCES: Readonly<Record<Reason, string>> = {
  [Reason.known]: 'known',
  [Reason.notCollected]: 'not collected in this interval',
  [Reason.firstSample]: 'first sample: a rate needs two',
  [Reason.counterReset]: 'the counter started again',
  [Reason.notRunning]: 'it is not running',
  [Reason.monitorBusy]: 'it is busy: something else holds it',
  [Reason.stuck]: 'it does not answer',
  [Reason.unreachable]: 'what reports it cannot be reached',
  [Reason.noBalloonReport]: 'memory statistics have never been reported',
  [Reason.staleBalloonReport]: 'memory statistics are not reported any more',
  [Reason.idle]: 'nothing happened in this interval',
  [Reason.notReported]: 'it is not reported',
  [Reason.protecting]: 'not asked: as many calls hang as may',
  [Reason.unprovenBalloonReport]:
    'the last memory report is old, and whether there are more to come is not known yet',
  [Reason.outOfBounds]: 'what is reported cannot be',
  [Reason.hugepagesNotCounted]: 'its memory is or may be in huge pages, which cannot be counted from here',
  [Reason.staleAgentReport]: 'its agent stopped reporting',
  [Reason.gone]: 'it was removed',
  [Reason.away]: 'virtscope was not running',
  [Reason.clockBehind]: 'the clock of this machine was behind',
  [Reason.unreadable]: 'history cannot be read from the disk',
  [Reason.diskFailed]: 'history could not be kept on the disk',
  [Reason.onlyOnHost]: 'only the host itself knows',
};

/**
 * The sentence of a reason, as people read it.
 *
 * @param sentences those of the entity's source.
 * @example
 * import assert from 'node:assert/strict';
 * import { Reason } from './reason.ts';
 * import { reasonText } from './reason-text.ts';
 * assert.equal(reasonText(Reason.gone), 'it was removed');
 * assert.equal(reasonText(Reason.gone, { [Reason.gone]: 'the machine was removed' }), 'the machine was removed');
 */
export function reasonText(reason: number, sentences: Sentences = {}): string {
  return sentences[reason as Reason] ?? GENERAL_SENTENCES[reason as Reason];
}

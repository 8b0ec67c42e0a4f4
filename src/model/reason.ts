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

const texts: Readonly<Record<Reason, readonly [code: string, text: string]>> = {
  [Reason.known]: ['known', 'known'],
  [Reason.notCollected]: ['not-collected', 'not collected in this interval'],
  [Reason.firstSample]: ['first-sample', 'first sample: a rate needs two'],
  [Reason.counterReset]: ['counter-reset', 'the counter started again'],
  [Reason.notRunning]: ['not-running', 'the machine is not running'],
  [Reason.monitorBusy]: ['monitor-busy', 'monitor busy: something else holds the machine'],
  [Reason.stuck]: ['stuck', 'QEMU does not answer'],
  [Reason.unreachable]: ['unreachable', 'the hypervisor cannot be reached'],
  [Reason.noBalloonReport]: ['no-balloon-report', 'the guest has never reported memory statistics'],
  [Reason.staleBalloonReport]: ['stale-balloon-report', 'the guest stopped reporting memory statistics'],
  [Reason.idle]: ['idle', 'nothing happened in this interval'],
  [Reason.notReported]: ['not-reported', 'the hypervisor does not report it'],
  [Reason.protecting]: [
    'protecting',
    'not asked: as many calls hang as may, and one more could lock out the hypervisor daemon',
  ],
  [Reason.unprovenBalloonReport]: [
    'unproven-balloon-report',
    'the last memory report is old, and whether the guest makes more is not known yet',
  ],
  [Reason.outOfBounds]: ['out-of-bounds', 'what is reported cannot be'],
  [Reason.hugepagesNotCounted]: [
    'hugepages-not-counted',
    'the guest is or may be in huge pages, which only its QEMU process shows, and that cannot be seen from here',
  ],
  [Reason.staleAgentReport]: ['stale-agent-report', 'the guest agent stopped reporting'],
  [Reason.gone]: ['gone', 'the machine is gone'],
  [Reason.away]: ['away', 'virtscope was not running'],
  [Reason.clockBehind]: ['clock-behind', 'the clock of this machine was behind'],
  [Reason.unreadable]: ['unreadable', 'history cannot be read from the disk'],
  [Reason.diskFailed]: ['disk-failed', 'history could not be kept on the disk'],
};

/** The stable code of a reason, as the API and the exposition write it. */
export function reasonCode(reason: number): string {
  return texts[reason as Reason][0];
}

/** The sentence of a reason, as people read it. */
export function reasonText(reason: number): string {
  return texts[reason as Reason][1];
}

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
  onlyOnHost: 22,
} as const;
export type Reason = (typeof Reason)[keyof typeof Reason];

const codes: Readonly<Record<Reason, string>> = {
  [Reason.known]: 'known',
  [Reason.notCollected]: 'not-collected',
  [Reason.firstSample]: 'first-sample',
  [Reason.counterReset]: 'counter-reset',
  [Reason.notRunning]: 'not-running',
  [Reason.monitorBusy]: 'monitor-busy',
  [Reason.stuck]: 'stuck',
  [Reason.unreachable]: 'unreachable',
  [Reason.noBalloonReport]: 'no-balloon-report',
  [Reason.staleBalloonReport]: 'stale-balloon-report',
  [Reason.idle]: 'idle',
  [Reason.notReported]: 'not-reported',
  [Reason.protecting]: 'protecting',
  [Reason.unprovenBalloonReport]: 'unproven-balloon-report',
  [Reason.outOfBounds]: 'out-of-bounds',
  [Reason.hugepagesNotCounted]: 'hugepages-not-counted',
  [Reason.staleAgentReport]: 'stale-agent-report',
  [Reason.gone]: 'gone',
  [Reason.away]: 'away',
  [Reason.clockBehind]: 'clock-behind',
  [Reason.unreadable]: 'unreadable',
  [Reason.diskFailed]: 'disk-failed',
  [Reason.onlyOnHost]: 'only-on-host',
};

/** The stable code of a reason, as the API and the exposition write it. */
export function reasonCode(reason: number): string {
  return codes[reason as Reason];
}

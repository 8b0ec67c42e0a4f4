/** Base units; they travel with every metric (rule: bytes, seconds, ratio 0..1, per second). */
export const Unit = {
  ratio: 'ratio',
  cores: 'cores',
  bytes: 'bytes',
  bytesPerSecond: 'bytes/s',
  requestsPerSecond: 'requests/s',
  packetsPerSecond: 'packets/s',
  perSecond: '1/s',
  seconds: 'seconds',
  count: 'count',
} as const;
export type Unit = (typeof Unit)[keyof typeof Unit];

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
  celsius: 'celsius',
  count: 'count',
} as const;
export type Unit = (typeof Unit)[keyof typeof Unit];

/**
 * Nothing that exists comes near: a value above is a broken counter, a sentinel or a lie. Bytes: QEMU's limit for the
 * size of a disk. Ratio: a rate can be above 1 where two readings come close together.
 */
export const ceilings: Readonly<Record<Unit, number>> = {
  ratio: 2 ** 10,
  cores: 2 ** 20,
  bytes: 2 ** 63,
  'bytes/s': 2 ** 50,
  'requests/s': 2 ** 40,
  'packets/s': 2 ** 40,
  '1/s': 2 ** 40,
  seconds: 2 ** 30,
  celsius: 1000,
  count: 2 ** 31,
};

/** What processors can address: 52 bits on x86-64 and arm64. */
export const MEMORY_CEILING = 2 ** 52;

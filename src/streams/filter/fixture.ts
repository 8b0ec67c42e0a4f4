import type { Fields } from './field.ts';

/** Fields of records like those of a log of calls. */
export const callFields = {
  service: { type: 'string', about: 'The service that was called.' },
  method: { type: 'string', about: 'What was called.' },
  peer: { type: 'string', about: 'The other side.' },
  bytes: { type: 'int', about: 'Bytes of the answer.' },
  latency: { type: 'double', about: 'Seconds until the answer.' },
  failed: { type: 'bool', about: 'Whether the answer is an error.' },
  payload: { type: 'map', about: 'What was said.' },
} as const satisfies Fields;

/** One such record. */
export const call = {
  service: 'libvirtd',
  method: 'domainGetBlockInfo',
  peer: 'host db1: qemu:///system',
  bytes: 5,
  latency: 0.75,
  failed: false,
  payload: { vm: 'Web-7', disks: ['vda', 'vdb'], size: 10, ratio: 0.5, parent: null },
};

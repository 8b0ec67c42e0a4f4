import { answeringGuest, runningGuest, type Handlers } from './call.ts';
import { blockCopyOf } from '../../guests/block-copy.ts';
import { disksOf, requireDisk } from '../../guests/devices.ts';

/** virDomainBlockJobType. */
const COPY = 2;

/** Calls about long work on one guest: none of the demo's guests migrates or is saved, and one has a disk that is copied. */
export const jobCalls = {
  DOMAIN_GET_JOB_STATS: ({ domain }, call) => (runningGuest(call, domain), { type: 0, params: [] }),
  DOMAIN_GET_JOB_INFO: ({ domain }, call) => (runningGuest(call, domain), noJob),
  async DOMAIN_GET_BLOCK_JOB_INFO({ domain, path }, call) {
    const { guest, phase } = await answeringGuest(call, domain);
    const disk = disksOf(guest, phase)[requireDisk(guest, phase, path)];
    const copy = blockCopyOf(guest, call.daemon.clock.now());
    if (!copy || copy.disk !== disk) return { found: 0, type: 0, bandwidth: 0n, current: 0n, end: 0n };
    const end = BigInt(disk.capacityBytes);
    return { found: 1, type: COPY, bandwidth: 0n, current: BigInt(copy.copiedBytes), end };
  },
} satisfies Handlers;

const noJob = {
  type: 0,
  elapsedMs: 0n,
  remainingMs: 0n,
  dataTotal: 0n,
  dataProcessed: 0n,
  dataRemaining: 0n,
  memoryTotal: 0n,
  memoryProcessed: 0n,
  memoryRemaining: 0n,
  fileTotal: 0n,
  fileProcessed: 0n,
  fileRemaining: 0n,
};

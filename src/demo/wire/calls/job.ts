import { answeringGuest, runningGuest, type Handlers } from './call.ts';
import { requireDisk } from '../../guests/devices.ts';

/** Calls about long work on one guest: none of the demo's guests migrates, is saved or copied. */
export const jobCalls = {
  DOMAIN_GET_JOB_STATS: ({ domain }, call) => (runningGuest(call, domain), { type: 0, params: [] }),
  DOMAIN_GET_JOB_INFO: ({ domain }, call) => (runningGuest(call, domain), noJob),
  async DOMAIN_GET_BLOCK_JOB_INFO({ domain, path }, call) {
    const { guest, phase } = await answeringGuest(call, domain);
    requireDisk(guest, phase, path);
    return { found: 0, type: 0, bandwidth: 0n, current: 0n, end: 0n };
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

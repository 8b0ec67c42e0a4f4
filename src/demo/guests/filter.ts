import type { Guest } from './guest.ts';
import { hasSnapshots } from './snapshots.ts';
import { STATE, type Phase } from './state-machine.ts';

const ACTIVE = 0x1;
const INACTIVE = 0x2;
const PERSISTENT = 0x4;
const TRANSIENT = 0x8;
const RUNNING = 0x10;
const PAUSED = 0x20;
const SHUTOFF = 0x40;
const OTHER = 0x80;
const NO_SAVED_STATE = 0x200;
const SAVED_STATE = 0x100;
const AUTOSTART = 0x400;
const NO_AUTOSTART = 0x800;
const SNAPSHOT = 0x1000;
const NO_SNAPSHOT = 0x2000;
const CHECKPOINT = 0x4000;
const NO_CHECKPOINT = 0x8000;

/** The filter bits that the bulk call takes, and those that listing takes. */
export const FILTERS = { bulk: 0xff, list: 0xffff } as const;

/** Whether a guest is among those the filter bits of `flags` ask for: all families, one bit of each. */
export function passes(guest: Guest, phase: Phase, flags: number): boolean {
  if ((flags & FILTERS.list) === 0) return true;
  const bits =
    (phase.on ? ACTIVE : INACTIVE) |
    (stateBits[phase.state] ?? OTHER) |
    (guest.autostart ? AUTOSTART : NO_AUTOSTART) |
    PERSISTENT |
    NO_SAVED_STATE |
    (hasSnapshots(guest) ? SNAPSHOT : NO_SNAPSHOT) |
    NO_CHECKPOINT;
  return families.every((family) => (flags & family) === 0 || (flags & family & bits) !== 0);
}

const stateBits: Record<number, number> = {
  [STATE.running]: RUNNING,
  [STATE.paused]: PAUSED,
  [STATE.shutoff]: SHUTOFF,
};
const families = [
  ACTIVE | INACTIVE,
  PERSISTENT | TRANSIENT,
  RUNNING | PAUSED | SHUTOFF | OTHER,
  SAVED_STATE | NO_SAVED_STATE,
  AUTOSTART | NO_AUTOSTART,
  SNAPSHOT | NO_SNAPSHOT,
  CHECKPOINT | NO_CHECKPOINT,
];

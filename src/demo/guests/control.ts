import { BOOT_MS } from './schedule.ts';
import { REASON, STATE, workedMs, type Phase } from './state-machine.ts';

/** Commands to a guest, from tests and from the terminal of a demonstration. */
export const COMMANDS = ['hang', 'wake', 'pause', 'resume', 'start', 'stop', 'attach', 'detach'] as const;
export type Command = (typeof COMMANDS)[number];

/** Messages between a parent process and the demo's process. */
export interface ControlRequest {
  id: number;
  name: string;
  command: Command;
}
export type ControlReply = { listening: true } | { failed: string } | { id: number; error: string | null };

/** The command does not fit what the guest is doing. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly code = 'CONTROL_REFUSED';
}

/**
 * The phase that a command begins; the first command ends the guest's schedule.
 *
 * @throws {ControlError} if the guest is in no state for it.
 */
export function phaseAfter(command: Command, phase: Phase, now: number): Phase {
  const next = { ...phase, from: now, until: Infinity, worked: workedMs(phase, now) };
  const need = (ok: boolean, state: string): void => {
    if (!ok) throw new ControlError(`Cannot ${command} guest: it is ${state}`);
  };
  switch (command) {
    case 'hang':
      need(phase.on && !phase.hung, phase.on ? 'hung already' : 'off');
      return { ...next, hung: true, works: false };
    case 'wake':
      need(phase.hung, 'not hung');
      return { ...next, hung: false, works: phase.state === STATE.running };
    case 'pause':
      need(phase.works, 'not running');
      return { ...next, state: STATE.paused, reason: REASON.pausedByUser, works: false };
    case 'resume':
      need(phase.state === STATE.paused, 'not paused');
      return { ...next, state: STATE.running, reason: REASON.unpaused, works: !phase.hung };
    case 'start':
      need(!phase.on, 'on already');
      return { ...next, ...started, run: phase.run + 1, until: now + BOOT_MS };
    case 'stop':
      need(phase.on, 'off already');
      return { ...next, ...stopped };
    case 'attach':
      need(phase.on && phase.extraSince < 0, phase.on ? 'in possession of its extra disk' : 'off');
      return { ...next, extraSince: next.worked };
    case 'detach':
      need(phase.extraSince >= 0, 'without an extra disk');
      return { ...next, extraSince: -1 };
    default:
      return command satisfies never;
  }
}

/** The phase after one that a command began: only a start ends by itself. */
export function phaseAfterBoot(phase: Phase): Phase {
  return { ...phase, from: phase.until, until: Infinity, up: true, worked: workedMs(phase, phase.until) };
}

const started = {
  state: STATE.running,
  reason: REASON.booted,
  on: true,
  up: false,
  worked: 0,
  works: true,
  extraSince: -1,
};
const stopped = {
  state: STATE.shutoff,
  reason: REASON.destroyed,
  on: false,
  hung: false,
  up: true,
  worked: 0,
  works: false,
  extraSince: -1,
};

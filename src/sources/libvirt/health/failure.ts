import type { Vm } from '../vm.ts';

/** States that a VM reaches by a failure only. */
const failures: Readonly<Record<string, string>> = {
  'paused io-error': 'paused by an I/O error',
  'paused watchdog': 'paused by its watchdog: the guest stopped answering it',
  'paused crashed': 'paused because the guest crashed',
  'paused api-error':
    'paused: it could not be resumed after an operation, such as a snapshot, that had paused it',
  'paused postcopy-failed': 'paused in the middle of a migration that failed',
  crashed: 'the guest crashed',
};

/** What went wrong when a VM is in this state for this reason; null for ordinary ones. */
export function failureOf(state: string, reason: string | null): string | null {
  return failures[`${state} ${reason}`] ?? failures[state] ?? null;
}

export function isPausedByIoError({ entity }: Vm): boolean {
  return entity.state === 'paused' && entity.stateReason === 'io-error';
}

import { computed, signal } from '@preact/signals';
import { status } from '../../data/status.ts';

const key = 'virtscope.repairs';
const seen = signal(localStorage.getItem(key));

/** Names the repairs of one run of the server; null where there are none. */
const repairsOfRun = computed(() => {
  const now = status.value;
  const count = now?.history?.repairs.length ?? 0;
  return now && count > 0 ? `${now.startedAt} ${count}` : null;
});

/** Whether there are repairs that were not dismissed. */
export const hasNewRepairs = computed(() => repairsOfRun.value !== null && repairsOfRun.value !== seen.value);

/** The reader has seen the repairs of this run. */
export function dismissRepairs(): void {
  localStorage.setItem(key, repairsOfRun.value ?? '');
  seen.value = repairsOfRun.value;
}

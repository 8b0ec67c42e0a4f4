import { computed, signal } from '@preact/signals';
import type { AlarmsSummary } from '../../../../src/api/wire/alarms.ts';

/** How many alarms have each state, live on every page; null before the first event. */
export const alarmSummary = signal<AlarmsSummary | null>(null);

/** Alarms that are red or amber. */
export const raisedAlarms = computed(() => {
  const summary = alarmSummary.value;
  return summary ? summary.red + summary.amber : undefined;
});

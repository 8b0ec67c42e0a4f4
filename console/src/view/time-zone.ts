import { computed, effect, signal } from '@preact/signals';
import { utc, zone, zoneOf } from '../format/zone.ts';
import { query, setQuery } from './router.ts';

const key = 'virtscope.tz';

/** The zone of the browser. */
export const localZone = zoneOf(new Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC');

const chosenLast = signal(localStorage.getItem(key) === 'utc' ? 'utc' : 'local');

/** Whether times are shown in UTC: as the address has it, else as it was chosen last. */
export const isUtc = computed(() => (query('tz') ?? chosenLast.value) === 'utc');

/** Shows local time or UTC, also on the next visit, and on whichever page this address opens. */
export function toggleUtc(): void {
  const next = isUtc.peek() ? 'local' : 'utc';
  localStorage.setItem(key, (chosenLast.value = next));
  setQuery({ tz: next === 'utc' ? next : null });
}

/** Puts the zone of choice into all times. */
export function startZone(): void {
  if (query('tz') === null && isUtc.peek()) setQuery({ tz: 'utc' });
  effect(() => void (zone.value = isUtc.value ? utc : localZone));
}

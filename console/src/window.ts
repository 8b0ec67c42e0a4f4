import { computed } from '@preact/signals';
import { now } from './clock.ts';
import { query, setQuery } from './router.ts';
import { status } from './status.ts';

/** Windows the finest archive can fill. */
export const windows = [
  { key: '2m', label: '2 min', seconds: 120 },
  { key: '5m', label: '5 min', seconds: 300 },
  { key: '10m', label: '10 min', seconds: 600 },
] as const;
/** The longest window: what a page fetches and keeps. */
export const longest = 600;

/** The window somebody chose, else the shortest that holds all there is since the start. */
export const chosenWindow = computed(() => {
  const running = now.value - (status.value?.startedAt ?? 0);
  const asked = query('window');
  return (
    windows.find(({ key }) => key === asked) ??
    windows.find(({ seconds }) => running <= seconds) ??
    windows[2]
  );
});

/** A stretch somebody dragged out, epoch seconds; null when the window moves with time. */
export const zoom = computed(() => {
  const from = Number(query('from') ?? Number.NaN);
  const to = Number(query('to') ?? Number.NaN);
  return to - from >= 1 ? { from, to } : null;
});

/** What the time axis spans when the newest row ends at `last`. */
export function spanAt(last: number): { from: number; to: number } {
  return zoom.value ?? { from: last - chosenWindow.value.seconds, to: last };
}

export function chooseWindow(index: number): void {
  const chosen = windows[index];
  if (chosen) setQuery({ window: chosen.key, from: null, to: null }, true);
}

export function zoomTo(from: number, to: number): void {
  setQuery({ from: from.toFixed(0), to: to.toFixed(0) }, true);
}

export function unzoom(): void {
  setQuery({ from: null, to: null }, true);
}

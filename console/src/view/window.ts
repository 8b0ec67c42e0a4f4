import { computed, signal } from '@preact/signals';
import { now } from '../data/clock.ts';
import type { windowKeys } from './parameters.ts';
import { query, setQuery } from './router.ts';
import { historyBegins, status } from '../data/status.ts';

export const windows = [
  { key: '10m', label: '10 min', seconds: 600 },
  { key: '2h', label: '2 h', seconds: 7200 },
  { key: '7d', label: 'week', seconds: 604_800 },
  { key: '1y', label: 'year', seconds: 31_622_400 },
] as const satisfies readonly { key: (typeof windowKeys)[number]; label: string; seconds: number }[];

/** The window that moves with every sample. */
const liveSeconds = windows[0].seconds;
const longestSeconds = windows[3].seconds;
/** Nothing shorter is worth a chart: two rows of five seconds. */
const shortestSeconds = 10;

/** The range that the charts of a page show: the last so many seconds, or a fixed span in epoch seconds. */
export type Range =
  | { readonly seconds: number; readonly still: null }
  | { readonly seconds: number; readonly still: Span };
export interface Span {
  readonly from: number;
  readonly to: number;
}

export const chosenWindow = computed(() => windows.find(({ key }) => key === query('window')) ?? windows[0]);

// Signals of their own, so that other changes of the address do not change the range.
const from = computed(() => Number(query('from') ?? Number.NaN));
const to = computed(() => Number(query('to') ?? Number.NaN));

/** A span chosen by dragging; null when the window moves with time. */
export const zoom = computed<Span | null>(() =>
  to.value - from.value >= 1 ? { from: from.value, to: to.value } : null,
);

export const range = computed<Range>(() => {
  const still = zoom.value;
  return still ? { seconds: still.to - still.from, still } : { seconds: chosenWindow.value.seconds, still };
});

export const liveRange: Range = { seconds: liveSeconds, still: null };

/** Whether the range is one that every sample moves. */
export function isLive({ seconds, still }: Range): boolean {
  return still === null && seconds <= liveSeconds;
}

/** End of the newest row on the page, which a moving window ends with. */
export const newestEnd = signal<number | null>(null);

/** What the time axis spans when the newest row ends at `last`. */
export function spanAt(last: number | undefined): Span {
  const end = last ?? now.peek();
  return zoom.value ?? { from: end - chosenWindow.value.seconds, to: end };
}

/** Start of all history where the span begins before it; else null. */
export function beginsInside(cls: string, { from: start }: Span): number | null {
  const begins = historyBegins(cls);
  return begins !== null && begins > start + 2 * (status.value?.step ?? 5) ? begins : null;
}

export function chooseWindow(index: number): void {
  const chosen = windows[index];
  if (chosen) setQuery({ window: chosen.key, from: null, to: null }, true);
}

/** Shows a span. Steps of one movement are one step of the back button. */
export function zoomTo(start: number, end: number, moving = false): void {
  const last = Math.ceil(now.peek());
  const length = Math.min(longestSeconds, Math.max(shortestSeconds, end - start));
  const middle = (start + end) / 2;
  const stop = Math.min(last, middle + length / 2);
  const push = !moving || zoom.peek() === null;
  setQuery({ from: (stop - length).toFixed(0), to: stop.toFixed(0) }, push);
}

/** Zooms by a factor around an instant; zooming out to the length of the window returns to the window. */
export function zoomBy(factor: number, around: number, moving = false): void {
  const { from: start, to: end } = spanAt(newestEnd.peek() ?? undefined);
  const length = end - start;
  const seconds = chosenWindow.peek().seconds;
  if (zoom.peek() && factor > 1 && length < seconds && length * factor >= seconds) return unzoom();
  zoomTo(around - (around - start) * factor, around + (end - around) * factor, moving);
}

/** Moves the shown span by a share of its length; from there it stays still. */
export function pan(share: number, moving = false): void {
  const { from: start, to: end } = spanAt(newestEnd.peek() ?? undefined);
  const by = (end - start) * share;
  if (zoom.peek() === null && by > 0) return;
  zoomTo(start + by, end + by, moving);
}

export function unzoom(): void {
  setQuery({ from: null, to: null }, true);
}

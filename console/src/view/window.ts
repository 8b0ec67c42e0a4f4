import { computed, signal } from '@preact/signals';
import { now } from '../data/clock.ts';
import type { Command } from './keys.ts';
import type { windowKeys } from './parameters.ts';
import { query, setQuery } from './router.ts';
import { historyBegins, status } from '../data/status.ts';

interface Window {
  readonly key: (typeof windowKeys)[number];
  readonly label: string;
  readonly seconds: number;
}

/** The window that moves with every sample. */
const liveSeconds = 600;
const longestSeconds = 31_622_400;

/** The windows that have a button and a key each. */
export const windows: readonly Window[] = [
  { key: '10m', label: '10 min', seconds: liveSeconds },
  { key: '1h', label: '1 h', seconds: 3600 },
  { key: '1d', label: 'day', seconds: 86_400 },
  { key: '7d', label: 'week', seconds: 604_800 },
  { key: '31d', label: 'month', seconds: 2_678_400 },
  { key: '1y', label: 'year', seconds: longestSeconds },
];
/** Those besides that an address may name. */
const others: readonly Window[] = [{ key: '2h', label: '2 h', seconds: 7200 }];
const byLength = [...windows, ...others].toSorted((a, b) => a.seconds - b.seconds);
/** Nothing shorter, nor a history that is younger, is worth a chart: two rows of five seconds. */
const shortestSeconds = 10;

/** The range that the charts of a page show: the last so many seconds, or a fixed span in epoch seconds. */
export type Range =
  | { readonly seconds: number; readonly still: null }
  | { readonly seconds: number; readonly still: Span };
export interface Span {
  readonly from: number;
  readonly to: number;
}

export const chosenWindow = computed(() => {
  const key = query('window');
  return byLength.find((window) => window.key === key) ?? (byLength[0] as Window);
});

/** Windows to choose from: those with a button, and the one that the address names. */
export const offeredWindows = computed(() =>
  byLength.filter((window) => windows.includes(window) || window === chosenWindow.value),
);

/** Where moving windows end, epoch seconds: a removed entity has no samples after it; null while they end now. */
export const lastSampleEnd = signal<number | null>(null);

// Signals of their own, so that other changes of the address do not change the range.
const from = computed(() => Number(query('from') ?? Number.NaN));
const to = computed(() => Number(query('to') ?? Number.NaN));

/** A span chosen by dragging; null when the window moves with time. */
export const zoom = computed<Span | null>(() =>
  to.value - from.value >= 1 ? { from: from.value, to: to.value } : null,
);

export const range = computed<Range>(() => {
  const end = lastSampleEnd.value;
  const { seconds } = chosenWindow.value;
  const still = zoom.value ?? (end === null ? null : { from: end - seconds, to: end });
  return still ? { seconds: still.to - still.from, still } : { seconds, still };
});

export const liveRange: Range = { seconds: liveSeconds, still: null };

/** Whether the range is one that every sample moves. */
export function isLive({ seconds, still }: Range): boolean {
  return still === null && seconds <= liveSeconds;
}

/** End of the newest row on the page, which a moving window ends with. */
export const newestEnd = signal<number | null>(null);

/** Start of all history that the page can show; null before it is known. */
export const oldestStart = signal<number | null>(null);

/** What the time axis spans when the newest row ends at `last`: of a window longer than all history the part that there is. */
export function spanAt(last: number | undefined): Span {
  if (zoom.value) return zoom.value;
  const { from: start, to: end } = wholeWindow(last);
  const begins = Math.min(oldestStart.value ?? 0, end - shortestSeconds);
  return { from: Math.max(start, begins), to: end };
}

function wholeWindow(last: number | undefined): Span {
  const end = lastSampleEnd.value ?? last ?? now.peek();
  return { from: end - chosenWindow.value.seconds, to: end };
}

/** Start of all history of a class where what was chosen begins before it; else null. */
export function beginsInside(cls: string, last: number | undefined): number | null {
  const begins = historyBegins(cls);
  const { from: start } = zoom.value ?? wholeWindow(last);
  return begins !== null && begins > start + 2 * (status.value?.step ?? 5) ? begins : null;
}

export function chooseWindow({ key }: Pick<Window, 'key'>): void {
  setQuery({ window: key, from: null, to: null }, true);
}

/** The keys 1, 2, … choose the windows that have a button. */
export const windowCommands: readonly Command[] = windows.map((window, index) => ({
  key: String(index + 1),
  name: `the last ${window.label}`,
  run: () => chooseWindow(window),
}));

/** Shows a span. Steps of one movement are one step of the back button. */
export function zoomTo(start: number, end: number, moving = false): void {
  const last = Math.ceil(lastSampleEnd.peek() ?? now.peek());
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

/** Where a reader was on a page: how far it was scrolled, and what had the focus. */
export interface Place {
  /** Of the window, CSS pixels. */
  readonly top: number;
  /** Of the parts that scroll themselves, in the order of the document. */
  readonly tops: readonly number[];
  /** Selector of what had the focus; null where it has no name that lasts. */
  readonly focus: string | null;
}

/** What the history of the browser holds of each entry. */
interface Entry {
  readonly id: string;
  readonly place?: Place;
}

/** Parts that scroll themselves. */
const scrollers = '.machines, .chart-table, .events ul';
/** Content may be fetched before there is anything to scroll to. */
const patienceMs = 15_000;
/** So long a page must keep the place: what comes late above it moves it. */
const settledMs = 500;
/** What a reader does ends the way back to an earlier place. */
const interruptions = ['wheel', 'keydown', 'pointerdown', 'touchstart'];
/** Entries of which the place is remembered besides what the history holds. */
const mostPlaces = 200;

/** Entries that were left backwards: what they hold cannot be changed any more. */
const places = new Map<string, Place>();
let current = newId();
let stop = new AbortController();

/** Takes over from the browser, which scrolls before a page has its content. */
export function startPlaces(): void {
  window.history.scrollRestoration = 'manual';
  const { id, place } = entry();
  if (id !== undefined) current = id;
  else hold({ id: current });
  if (place) restorePlace(place);
  window.addEventListener('pagehide', () => hold({ id: current, place: placeNow() }));
}

/** A step forward: the entry that is left holds its place. */
export function pushEntry(to: URL): void {
  stop.abort();
  hold({ id: current, place: placeNow() });
  window.history.pushState({ id: (current = newId()) } satisfies Entry, '', to);
}

/** Another address for the entry shown. */
export function replaceEntry(to: URL): void {
  window.history.replaceState({ id: current } satisfies Entry, '', to);
}

/** A step of the browser's back or forward button, before the page changes. Returns the place in the entry that is shown now. */
export function stepEntry(): Place | null {
  stop.abort();
  if (places.size >= mostPlaces) places.clear();
  places.set(current, placeNow());
  const { id = newId(), place } = entry();
  current = id;
  return places.get(id) ?? place ?? null;
}

/** Goes back to a place as soon as there is the content for it, unless the reader does something meanwhile. */
export function restorePlace({ top, tops, focus }: Place): void {
  stop.abort();
  const ended = (stop = new AbortController());
  const { signal } = ended;
  for (const name of interruptions) {
    window.addEventListener(name, () => ended.abort(), { signal, capture: true, passive: true });
  }
  const until = performance.now() + patienceMs;
  let reached = Infinity;
  const attempt = (): void => {
    if (signal.aborted) return;
    const now = performance.now();
    const parts = [...document.querySelectorAll(scrollers)];
    tops.forEach((wanted, at) => {
      const part = parts[at];
      if (part && wanted > 0) part.scrollTop = wanted;
    });
    const isBefore = !near(window.scrollY, top);
    window.scrollTo(0, top);
    const target = focus === null ? null : document.querySelector<HTMLElement>(focus);
    if (document.activeElement !== target) target?.focus({ preventScroll: true });
    const isThere =
      near(window.scrollY, top) &&
      tops.every((wanted, at) => near(parts[at]?.scrollTop ?? 0, wanted)) &&
      (focus === null || target !== null);
    reached = isThere && !isBefore ? Math.min(reached, now) : Infinity;
    if (now - reached >= settledMs || now >= until) ended.abort();
    else requestAnimationFrame(attempt);
  };
  requestAnimationFrame(attempt);
}

function placeNow(): Place {
  return {
    top: window.scrollY,
    tops: [...document.querySelectorAll(scrollers)].map(({ scrollTop }) => scrollTop),
    focus: selectorOf(document.activeElement),
  };
}

/** What finds an element again when the page is drawn anew. */
function selectorOf(element: Element | null): string | null {
  const main = element?.closest('main');
  if (!element || !main || element === main) return null;
  for (const name of ['data-id', 'id', 'href']) {
    const value = element.getAttribute(name);
    if (value !== null) return `main ${element.localName}[${name}="${CSS.escape(value)}"]`;
  }
  return null;
}

function entry(): Partial<Entry> {
  return (window.history.state ?? {}) as Partial<Entry>;
}

function hold(held: Entry): void {
  window.history.replaceState(held, '');
}

function newId(): string {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
}

function near(got: number, wanted: number): boolean {
  return Math.abs(got - wanted) < 2;
}

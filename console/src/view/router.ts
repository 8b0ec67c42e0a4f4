import { computed, signal } from '@preact/signals';
import { pushEntry, replaceEntry, restorePlace, startPlaces, stepEntry } from './place.ts';
import { viewParameters } from './view-parameters.ts';

const address = signal(new URL(window.location.href));

export const path = computed(() => address.value.pathname);
export const search = computed(() => address.value.search);

/** One parameter of the address; null where it is not there. */
export function query(name: string): string | null {
  return address.value.searchParams.get(name);
}

/** Changes parameters of the address. `push` makes it a step the back button undoes. */
export function setQuery(change: Readonly<Record<string, string | null>>, push = false): void {
  const next = new URL(address.value);
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === '') next.searchParams.delete(name);
    else next.searchParams.set(name, value);
  }
  if (next.href !== address.value.href) open(next, push);
}

/** Opens an address inside the console; the zone of times goes along. */
export function go(to: string): void {
  const next = new URL(to, address.value);
  const zone = query('tz');
  if (zone !== null && !next.searchParams.has('tz')) next.searchParams.set('tz', zone);
  open(next, true);
}

function open(next: URL, push: boolean): void {
  const samePage = next.pathname === address.value.pathname;
  if (push) pushEntry(next);
  else replaceEntry(next);
  address.value = next;
  if (!samePage) window.scrollTo(0, 0);
}

/** `to` with what a reader chose for the charts kept: window, zoom and tables stay from machine to machine. */
export function keepingView(to: string): string {
  const kept = new URLSearchParams();
  for (const name of viewParameters) {
    const value = query(name);
    if (value !== null) kept.set(name, value);
  }
  return kept.size > 0 ? `${to}?${kept}` : to;
}

/** Follows the back button and turns clicks on links to pages of the console into steps without a reload. */
export function startRouter(isPage: (path: string) => boolean): void {
  startPlaces();
  window.addEventListener('popstate', () => {
    const place = stepEntry();
    const before = path.peek();
    address.value = new URL(window.location.href);
    // On the same page a step undoes a choice, and what is read stays where it is.
    if (before === path.peek()) return;
    if (place) restorePlace(place);
    else window.scrollTo(0, 0);
  });
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[href]');
    if (!link || link.target || link.origin !== window.location.origin || link.hasAttribute('download'))
      return;
    if (!isPage(link.pathname)) return;
    event.preventDefault();
    if (link.href !== address.value.href) go(link.href);
  });
}

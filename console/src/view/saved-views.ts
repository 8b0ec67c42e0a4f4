import { signal } from '@preact/signals';

/** What a view of the table of machines consists of. */
const viewParameters = ['select', 'sort', 'columns', 'group'] as const;

/** The table of machines as someone wants to see it again. */
export interface SavedView {
  readonly name: string;
  /** Its part of an address, without the question mark. */
  readonly search: string;
}

const key = 'virtscope.views';
const mostViews = 40;
const longestName = 60;
const longestSearch = 2000;

/** Views of a stored text; what is none, too long, or one too many is left out. */
export function readViews(stored: string | null): SavedView[] {
  const views: SavedView[] = [];
  for (const entry of listIn(stored)) {
    if (typeof entry !== 'object' || entry === null) continue;
    const { name, search } = entry as Partial<Record<string, unknown>>;
    if (typeof name !== 'string' || typeof search !== 'string') continue;
    const view = { name: name.trim().slice(0, longestName), search: viewSearch(search) };
    if (view.name === '' || view.search.length > longestSearch) continue;
    if (views.length < mostViews && !views.some((other) => other.name === view.name)) views.push(view);
  }
  return views;
}

function listIn(stored: string | null): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(stored ?? '[]');
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

/** What of an address belongs to a view. */
export function viewSearch(search: string): string {
  const all = new URLSearchParams(search);
  const own = new URLSearchParams();
  for (const name of viewParameters) {
    const value = all.get(name);
    if (value) own.set(name, value);
  }
  return own.toString();
}

/** The address of a view. */
export function viewUri({ search }: SavedView): string {
  return search === '' ? '/metrics/VM' : `/metrics/VM?${search}`;
}

/** Views that this browser keeps. */
export const savedViews = signal<readonly SavedView[]>(
  readViews(globalThis.localStorage?.getItem(key) ?? null),
);

/** Keeps a view under a name; one of that name is replaced. */
export function saveView(name: string, search: string): void {
  const kept = savedViews.peek().filter((view) => view.name !== name.trim());
  keep([...kept, { name, search }]);
}

export function removeView(name: string): void {
  keep(savedViews.peek().filter((view) => view.name !== name));
}

function keep(views: readonly SavedView[]): void {
  const text = JSON.stringify(views);
  savedViews.value = readViews(text);
  localStorage.setItem(key, JSON.stringify(savedViews.value));
}

import { signal } from '@preact/signals';
import type { EntityClass } from '../../../../src/model/classes.ts';
import type { Selector, SelectorError } from '../../../../src/model/select/mod.ts';

type Module = typeof import('./language.ts');

/** The language of selectors, fetched when one is first read; null before. */
export const language = signal<Module | null>(null);
let fetching: Promise<void> | null = null;

/** Fetches the language of selectors. */
export function wantLanguage(): void {
  fetching ??= import('./language.ts').then(
    (module) => void (language.value = module),
    () => void (fetching = null),
  );
}

/** What a text selects. */
export interface Selection {
  /** Null where there is nothing to select by, and while it cannot be read. */
  readonly selector: Selector | null;
  readonly error: SelectorError | null;
  /** The language is on its way. */
  readonly isPending: boolean;
}

const all: Selection = { selector: null, error: null, isPending: false };

/** Reads a selector, of machines where nothing else is said; of null: of anything. Reading it follows the fetch of the language. */
export function selectionOf(text: string, cls: EntityClass | null = 'VM'): Selection {
  if (text.trim() === '') return all;
  const module = language.value;
  if (!module) {
    wantLanguage();
    return { ...all, isPending: true };
  }
  try {
    return { ...all, selector: module.parseSelector(text, cls) };
  } catch (error) {
    if (error instanceof module.SelectorError) return { ...all, error };
    throw error;
  }
}

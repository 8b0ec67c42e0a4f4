import { signal } from '@preact/signals';

/** Something that can be chosen below the search. */
export interface Option {
  readonly key: string;
  readonly choose: () => void;
}

/** What is offered now, as far as it was fetched. */
export const options = signal<readonly Option[]>([]);
/** Place of the option that Enter chooses; -1 for none. */
export const active = signal(-1);
export const isOpen = signal(false);

export const listId = 'search-options';
export const optionId = (place: number): string => `search-option-${place}`;

/** Moves to another option. */
export function moveActive(by: number): void {
  active.value = around(active.value, by, options.value.length);
}

/** The next place of so many options, around at the ends, where none (-1) is in the field itself. */
export function around(place: number, by: number, count: number): number {
  return ((place + by + count + 2) % (count + 1)) - 1;
}

export function closeOptions(): void {
  isOpen.value = false;
  active.value = -1;
}

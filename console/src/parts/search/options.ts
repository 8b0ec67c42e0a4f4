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

/** Moves to another option, around at the ends, where none is in the field itself. */
export function moveActive(by: number): void {
  const count = options.value.length + 1;
  active.value = ((active.value + 1 + by + count) % count) - 1;
}

export function closeOptions(): void {
  isOpen.value = false;
  active.value = -1;
}

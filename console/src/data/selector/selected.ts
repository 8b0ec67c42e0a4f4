import { computed } from '@preact/signals';
import type { Selector } from '../../../../src/model/select/mod.ts';
import { query } from '../../view/router.ts';
import { selectionOf, type Selection } from './selection.ts';

/** The selector of the address, under its name or its older one. */
export const selectText = computed(() => query('select') ?? query('q') ?? '');

/** What the address selects. */
export const selected = computed<Selection>(() => selectionOf(selectText.value));

let lastRead: Selector | null = null;

/** What rows are selected by: while a text that is being typed cannot be read, what could be read last. */
export const effective = computed<Selector | null>(() => {
  const { selector, error } = selected.value;
  if (!error) lastRead = selector;
  return lastRead;
});

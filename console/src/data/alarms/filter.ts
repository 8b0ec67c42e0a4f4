import { computed } from '@preact/signals';
import { query } from '../../view/router.ts';
import { selectText } from '../selector/selected.ts';
import { selectionOf } from '../selector/selection.ts';
import { parametersOf } from './address.ts';

/** What the address selects alarms by: machines, hosts and sources. */
export const selectedOfAlarms = computed(() => selectionOf(selectText.value, null));

let lastRead: string | null = null;

/** The selector of what is shown: while a text that is being typed cannot be read, what could be read last. */
export const shownSelect = computed(() => {
  const { selector, error, isPending } = selectedOfAlarms.value;
  // An address that was opened is asked for while the language is on its way; what is typed may be half a word.
  if (isPending) return lastRead ?? selectText.value;
  if (!error) lastRead = selector?.text ?? '';
  return lastRead ?? '';
});

/** The parameters of the address that choose alarms and their changes, as the API takes them. */
export const alarmFilter = computed(() =>
  parametersOf({ rule: query('rule'), subject: query('subject'), select: shownSelect.value }),
);

import { computed } from '@preact/signals';
import { query, setQuery } from '../../view/router.ts';

const listed = computed(() => query('hide') ?? '');

/** Keys of lines taken out of the charts; held in the address. */
export const hiddenLines = computed<ReadonlySet<string>>(
  () => new Set(listed.value.split(',').filter(Boolean)),
);

export function toggleLine(key: string): void {
  const next = new Set(hiddenLines.peek());
  if (!next.delete(key)) next.add(key);
  setQuery({ hide: [...next].join(',') }, true);
}

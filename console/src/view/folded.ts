import { signal } from '@preact/signals';

/** Keys of groups of the table of machines whose rows are not shown. */
export const folded = signal<ReadonlySet<string>>(new Set());

export function toggleFolded(key: string): void {
  const next = new Set(folded.peek());
  if (!next.delete(key)) next.add(key);
  folded.value = next;
}

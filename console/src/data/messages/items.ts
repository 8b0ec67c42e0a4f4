import type { Message, Messages } from '../../../../src/api/wire/messages.ts';

/** What a row of the page shows: a message, or that some are missing here. */
export type Item = Message | Gap;

export interface Gap {
  readonly id: string;
  /** Null where it is not known: the messages behind are of another run. */
  readonly missing: number | null;
}

export const isGap = (item: Item): item is Gap => 'missing' in item;

/** Rows of an answer. */
export function itemsOf({ messages, gap, next }: Pick<Messages, 'messages' | 'gap' | 'next'>): Item[] {
  if (gap === 0) return messages;
  return [{ id: `gap before ${messages[0]?.id ?? next}`, missing: gap }, ...messages];
}

/** How many messages they say there are or were. */
export function countOf(items: readonly Item[]): number {
  return items.reduce((sum, item) => sum + (isGap(item) ? (item.missing ?? 0) : 1), 0);
}

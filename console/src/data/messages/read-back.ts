import type { Message, Messages } from '../../../../src/api/wire/messages.ts';
import { addressOfRead } from './address.ts';
import { idAt, placeOf } from './place.ts';

export type Ask = (address: string, signal: AbortSignal) => Promise<Messages>;

/** What stands before a message. */
export interface Earlier {
  readonly messages: readonly Message[];
  /** Nothing that is kept stands before these. */
  readonly isStart: boolean;
}

/** Most that one answer has. */
const most = 1000;
/** Places that are looked at in one step; of those that a filter is true of there may be few. */
const span = { all: most, filtered: 10 * most };

/** Reads the messages before one, step by step until there is any; those of another run are not kept. */
export async function readBack(
  ask: Ask,
  filter: string,
  before: string,
  signal: AbortSignal,
): Promise<Earlier> {
  const { run, sequence } = placeOf(before);
  for (let end = sequence; ;) {
    const start = Math.max(0, end - 1 - (filter === '' ? span.all : span.filtered));
    const { messages, gap } = await readBetween(ask, filter, { run, start, end }, signal);
    const isStart = start === 0 || gap !== 0;
    if (messages.length > 0 || isStart) return { messages, isStart };
    end = start + 1;
  }
}

/** Messages behind one place of a run and before another, oldest first. */
export async function readBetween(
  ask: Ask,
  filter: string,
  { run, start, end }: { readonly run: string; readonly start: number; readonly end: number },
  signal: AbortSignal,
): Promise<Pick<Messages, 'messages' | 'gap'>> {
  const messages: Message[] = [];
  let gap: number | null = 0;
  let after = idAt({ run, sequence: start });
  for (;;) {
    const answer = await ask(addressOfRead({ filter, after, limit: most }), signal);
    if (after === idAt({ run, sequence: start })) ({ gap } = answer);
    const meant = answer.messages.filter(({ id }) => {
      const place = placeOf(id);
      return place.run === run && place.sequence < end;
    });
    messages.push(...meant);
    const last = answer.messages.at(-1);
    if (!last || meant.length < most) return { messages, gap };
    after = last.id;
  }
}

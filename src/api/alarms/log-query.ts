import { InputError } from '../../model/error.ts';
import type { AlarmFilter } from './filter.ts';

/** Which transitions are asked for. */
export interface LogQuery extends AlarmFilter {
  /** Ids of transitions. */
  readonly after?: string;
  readonly before?: string;
  readonly limit?: number;
}

/** The sequence that an id of a transition is. @param last that of the newest. @throws {InputError} CURSOR_INVALID */
export function cursorOf(text: string, last: number): number {
  const cursor = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (cursor <= last) return cursor;
  throw new InputError(
    'CURSOR_INVALID',
    `Cannot read alarms from ${JSON.stringify(text.slice(0, 40))}: no transition has that id`,
  );
}

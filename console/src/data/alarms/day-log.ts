import type { AlarmLog, AlarmTransition } from '../../../../src/api/wire/alarms.ts';
import { addressOf } from './address.ts';

/** Changes that are read at once, and how often for one day: more than are kept. */
const perPage = 1000;
const mostPages = 20;

/** The changes of a day, oldest first. */
export interface DayChanges {
  readonly transitions: readonly AlarmTransition[];
  /** All changes from then on are there, epoch seconds: the start of the day, or later where older ones are not kept. */
  readonly completeSince: number;
}

/** The changes of the last day: read backwards once, and then only what is new. */
export class DayLog {
  readonly #filter: string;
  #read: { readonly changes: DayChanges; readonly next: string } | null = null;

  /** @param filter parameters of the address of the log. */
  constructor(filter: string) {
    this.#filter = filter;
  }

  /** The changes since a time, epoch seconds, which is never before that of the call before. */
  async update(start: number, read: (path: string) => Promise<AlarmLog>): Promise<DayChanges> {
    const found =
      (this.#read && (await newer(this.#read, read))) ?? (await backwards(this.#filter, start, read));
    const transitions = found.changes.transitions.filter(({ time }) => time >= start);
    const completeSince = Math.max(start, found.changes.completeSince);
    this.#read = { changes: { transitions, completeSince }, next: found.next };
    return this.#read.changes;
  }
}

/** With what is new; null where some of that is no longer kept, or the log is another one. */
async function newer(
  known: { readonly changes: DayChanges; readonly next: string },
  read: (path: string) => Promise<AlarmLog>,
): Promise<typeof known | null> {
  const transitions = [...known.changes.transitions];
  let { next } = known;
  for (let page = 0; page < mostPages; page++) {
    const log = await read(atOnce(next)).catch((error: unknown) => {
      if ((error as { code?: unknown }).code === 'CURSOR_INVALID') return null;
      throw error;
    });
    if (!log || log.gap > 0) return null;
    transitions.push(...log.transitions);
    ({ next } = log);
    if (log.transitions.length < perPage) break;
  }
  return { changes: { transitions, completeSince: known.changes.completeSince }, next };
}

async function backwards(
  filter: string,
  start: number,
  read: (path: string) => Promise<AlarmLog>,
): Promise<{ readonly changes: DayChanges; readonly next: string }> {
  let log = await read(addressOf('/alarms/log', `limit=${perPage}`, filter));
  const { next } = log;
  const pages = [log.transitions];
  const oldest = (): number => pages[0]?.[0]?.time ?? Infinity;
  while (log.previous !== null && oldest() >= start && pages.length < mostPages) {
    log = await read(log.previous);
    pages.unshift(log.transitions);
  }
  const completeSince = log.previous === null ? (log.keptSince ?? start) : oldest();
  return { changes: { transitions: pages.flat(), completeSince: Math.max(start, completeSince) }, next };
}

/** An address of newer changes, without waiting for the first. */
function atOnce(next: string): string {
  return next.replace(/&wait=\d+$/, '');
}

import { Type } from 'typebox';
import { EventLoopYielder } from '../../lib/async/event-loop-yielder.ts';
import { inSlices } from '../../lib/async/in-slices.ts';
import type { Entity, EntityClass } from '../../model/entity.ts';
import { InputError } from '../../model/error.ts';
import { parseSelector, SelectorError, type Selector } from '../../model/select/mod.ts';
import type { LatestTable } from '../../store/mod.ts';
import type { Services } from '../context.ts';
import { EntitySubject } from './entity-subject.ts';

/** The parameter of an address that has a selector. */
export const selectProperty = {
  select: Type.Optional(
    Type.String({ description: 'A selector: only what it is true of (docs/reference/selectors.md)' }),
  ),
};

/** Rows that are looked at before the rest may wait: less than a millisecond for a selector of ten terms. */
const rowsAtOnce = 512;
/** Longest work between two turns of the event loop. */
const budgetMs = 5;

/** The selector of a request for entities of a class; null without one. @throws InputError SELECTOR_INVALID. */
export function selectorOf(cls: EntityClass, text: string | undefined): Selector | null {
  return text === undefined || text === '' ? null : checkSelector(text, cls);
}

/** The selector of a text, of entities of a class or of any. @throws InputError SELECTOR_INVALID. */
export function checkSelector(text: string, cls: EntityClass | null = null): Selector {
  try {
    return parseSelector(text, cls);
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    const { message, at, length, known } = error;
    const extensions = { position: at, length, known };
    throw new InputError('SELECTOR_INVALID', message, { cause: error, extensions });
  }
}

/** The present entities of a class that a selector is true of now, in order; all without one. */
export async function selectedEntities(
  services: Services,
  cls: EntityClass,
  selector: Selector | null,
): Promise<readonly Entity[]> {
  if (!selector) return services.store.entities(cls);
  const latest = await services.store.latestInSlices(cls, selector.metrics);
  const rows = await selectedRows(services, latest, selector);
  return rows.map((row) => latest.entities[row] as Entity);
}

/** The rows of a table that a selector is true of; the table has its metrics. */
export async function selectedRows(
  services: Pick<Services, 'store' | 'clock' | 'alarms'>,
  latest: LatestTable,
  selector: Selector,
): Promise<number[]> {
  const { clock } = services;
  const yielder = new EventLoopYielder({ budgetMs, monotonic: () => clock.monotonic() });
  return inSlices(findRows(services, latest, selector), yielder);
}

function* findRows(
  services: Pick<Services, 'store' | 'clock' | 'alarms'>,
  latest: LatestTable,
  selector: Selector,
): Generator<void, number[]> {
  const found: number[] = [];
  const subject = new EntitySubject(services, latest);
  for (let row = 0; row < latest.entities.length; row++) {
    if (selector.matches(subject.at(row))) found.push(row);
    if (row % rowsAtOnce === rowsAtOnce - 1) yield;
  }
  return found;
}

/** A table of some rows of another, with some of its columns. */
export function rowsOf(
  latest: LatestTable,
  rows: readonly number[],
  columns: readonly string[],
): LatestTable {
  const pick = <T extends Float64Array | Uint8Array>(from: T | undefined, to: T): T => {
    for (const [i, row] of rows.entries()) to[i] = from?.[row] ?? 0;
    return to;
  };
  return {
    time: latest.time,
    entities: rows.map((row) => latest.entities[row] as Entity),
    columns: new Map(
      columns.map((name) => [name, pick(latest.columns.get(name), new Float64Array(rows.length))]),
    ),
    reasons: new Map(
      columns.map((name) => [name, pick(latest.reasons.get(name), new Uint8Array(rows.length))]),
    ),
  };
}

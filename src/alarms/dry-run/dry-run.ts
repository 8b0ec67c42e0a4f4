import { EventLoopYielder } from '../../lib/async/event-loop-yielder.ts';
import { inSlices } from '../../lib/async/in-slices.ts';
import type { Clock } from '../../model/clock.ts';
import type { Entity } from '../../model/entity.ts';
import { InputError } from '../../model/error.ts';
import type { EntityReader, HistoryReader } from '../../store/mod.ts';
import { patternsOf } from '../evaluate/pattern-index.ts';
import { instanceIn } from '../rule/patterns.ts';
import type { Rule } from '../rule/rule.ts';
import type { RuleBook } from '../rule-book/rule-book.ts';
import { replay } from './replay.ts';
import { rulesInvalid } from '../rule-book/rules-invalid.ts';
import { SpanList, type Span } from './span-list.ts';

export interface DryRunOptions {
  /** Of one rule. */
  readonly book: RuleBook;
  /** Of the class of the rule. */
  readonly entities: readonly Entity[];
  readonly store: Pick<EntityReader, 'entity' | 'metrics'>;
  readonly history: Pick<HistoryReader, 'history'>;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Epoch ms. */
  readonly start: number;
  readonly end: number;
  readonly signal: AbortSignal;
}

export interface DryRun {
  readonly start: number;
  readonly end: number;
  readonly stepMs: number;
  readonly rows: number;
  readonly series: number;
  readonly counts: SpanList['counts'];
  /** In the order of their starts; at most `MAX_SPANS`. */
  readonly spans: readonly Span[];
}

/** Values that are looked at, at most: a second of work. Longer rows are read where there would be more. */
const MAX_VALUES = 10_000_000;
const MAX_ROWS = 20_000;
const MAX_SERIES = 50_000;
/** Values in memory at one time, 18 bytes each. */
const CHUNK_VALUES = 500_000;
const TURN_MS = 8;

/**
 * What a rule would have done on the rows of the past, evaluated by the code that evaluates batches. States and events have
 * no rows. Where rows are longer than batches, so are the shortest spans.
 *
 * @throws {InputError} RULES_INVALID for a rule that looks at states or events; DRY_RUN_TOO_LARGE for too many series.
 */
export async function dryRun(options: DryRunOptions): Promise<DryRun> {
  const { book, entities, store, history, clock, start, end, signal } = options;
  const [rule] = book.rules as readonly [Rule];
  checkReplayable(rule);
  const patterns = [...new Set(rule.conditions.flatMap(patternsOf))];
  const metricsOf = (entity: Entity): string[] =>
    store.metrics(entity).filter((name) => patterns.some((one) => instanceIn(one, name) !== null));
  const sizes = new Map(entities.map((entity) => [entity, metricsOf(entity).length]));
  const series = sizes.values().reduce((sum, one) => sum + one, 0);
  if (series > MAX_SERIES) {
    const state = `it looks at ${series} series, at most ${MAX_SERIES}; select fewer entities`;
    throw new InputError('DRY_RUN_TOO_LARGE', `Cannot try rule ${rule.id}: ${state}`);
  }
  const most = Math.min(MAX_ROWS, Math.max(1, Math.floor(MAX_VALUES / Math.max(1, series))));
  let stepMs = Math.max(1, Math.ceil((end - start) / most));
  let [rows, seen] = [0, { start, end }];
  const spans = new SpanList();
  for (const chunk of chunksOf(sizes, most)) {
    const query = { entities: chunk, metrics: [], metricsOf, start, end, stepMs, signal };
    const read = await history.history(query);
    ({ stepMs, rows } = read);
    seen = { start: read.start, end: read.end };
    const yielder = new EventLoopYielder({ budgetMs: TURN_MS, monotonic: () => clock.monotonic() });
    await inSlices(replay(book, store, read, spans), yielder, signal);
  }
  const sorted = spans.spans.toSorted((a, b) => a.start - b.start);
  return { ...seen, stepMs, rows, series, counts: spans.counts, spans: sorted };
}

/** Entities whose values are in memory together. */
function* chunksOf(sizes: ReadonlyMap<Entity, number>, rows: number): Generator<Entity[], void> {
  let [chunk, values]: [Entity[], number] = [[], 0];
  for (const [entity, size] of sizes) {
    if (size === 0) continue;
    chunk.push(entity);
    values += size * rows;
    if (values < CHUNK_VALUES) continue;
    yield chunk;
    [chunk, values] = [[], 0];
  }
  if (chunk.length > 0) yield chunk;
}

function checkReplayable({ id, conditions, given }: Rule): void {
  for (const { kind, prefix } of conditions) {
    if (kind !== 'when' && kind !== 'event') continue;
    const name = `${prefix}${kind}`;
    const at = given.get(name)?.at ?? { file: '', line: 1, column: 1 };
    const message = 'states and events are not kept as rows: only rules of metrics can be tried on history';
    throw rulesInvalid('try rule', [{ ...at, field: `rules.${id}.${name}`, message }]);
  }
}

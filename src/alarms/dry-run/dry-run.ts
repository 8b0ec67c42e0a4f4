import { EventLoopYielder } from '../../lib/async/event-loop-yielder.ts';
import { inSlices } from '../../lib/async/in-slices.ts';
import type { Clock } from '../../model/clock.ts';
import type { Entity } from '../../model/entity.ts';
import { InputError } from '../../model/error.ts';
import type { EntityReader, HistoryReader } from '../../store/mod.ts';
import { alarmLight } from '../evaluate/light.ts';
import type { LightChange, RulePlan } from '../evaluate/rule-plan.ts';
import { replay } from '../replay/replay.ts';
import { rowsOf, seriesOf } from '../replay/rows-of.ts';
import { placeText } from '../rule/given.ts';
import type { Rule } from '../rule/rule.ts';
import type { RuleBook } from '../rule-book/rule-book.ts';
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
const MAX_SERIES = 50_000;
const TURN_MS = 8;

/**
 * What a rule would have done on the rows of the past, evaluated by the code that evaluates batches. States and events have
 * no rows. Where rows are longer than batches, so are the shortest spans.
 *
 * @throws {InputError} DRY_RUN_STATES for a rule that looks at states or events; DRY_RUN_TOO_LARGE for too many series.
 */
export async function dryRun(options: DryRunOptions): Promise<DryRun> {
  const { book, entities, store, history, clock, start, end, signal } = options;
  const [rule] = book.rules as readonly [Rule];
  checkReplayable(rule);
  const series = seriesOf(rule, entities, store);
  if (series.count > MAX_SERIES) {
    const state = `it looks at ${series.count} series, at most ${MAX_SERIES}; select fewer entities`;
    throw new InputError('DRY_RUN_TOO_LARGE', `Cannot try rule ${rule.id}: ${state}`);
  }
  let seen = { start, end, stepMs: 1, rows: 0 };
  const spans = new SpanList();
  const listener = {
    restore: () => null,
    change({ entities: subjects, instances }: RulePlan, pair: number, { to, time }: LightChange): void {
      spans.change(subjects[pair] as Entity, instances[pair] as string, alarmLight(to), time);
    },
  };
  for await (const rows of rowsOf(series, { history, start, end, mostValues: MAX_VALUES, signal })) {
    seen = rows;
    const yielder = new EventLoopYielder({ budgetMs: TURN_MS, monotonic: () => clock.monotonic() });
    await inSlices(replay(rows, { book, entities: store, listener }), yielder, signal);
    spans.end(rows.end);
  }
  const sorted = spans.spans.toSorted((a, b) => a.start - b.start);
  const { stepMs, rows } = seen;
  const { counts } = spans;
  return { start: seen.start, end: seen.end, stepMs, rows, series: series.count, counts, spans: sorted };
}

function checkReplayable({ id, conditions, given }: Rule): void {
  for (const { kind, prefix } of conditions) {
    if (kind !== 'when' && kind !== 'event') continue;
    const name = `${prefix}${kind}`;
    const at = given.get(name)?.at ?? { file: '', line: 1, column: 1 };
    const state = 'states and events are not kept as rows: only rules of metrics can be tried on history';
    throw new InputError('DRY_RUN_STATES', `Cannot try rule ${id}: ${placeText(at)}: ${name}: ${state}`);
  }
}

import { EventLoopYielder } from '../../lib/async/event-loop-yielder.ts';
import { inSlices } from '../../lib/async/in-slices.ts';
import type { Clock } from '../../model/clock.ts';
import type { EntityReader, HistoryReader } from '../../store/mod.ts';
import type { AlarmBook } from '../alarm-book.ts';
import type { RulePlan } from '../evaluate/rule-plan.ts';
import type { Rule } from '../rule/rule.ts';
import { onlyRule } from '../rule-book/only-rule.ts';
import type { RuleBook } from '../rule-book/rule-book.ts';
import { PastLights } from './past-lights.ts';
import { replay } from './replay.ts';
import { rowsOf, seriesOf } from './rows-of.ts';

export interface RecoverOptions {
  readonly book: RuleBook;
  readonly store: Pick<EntityReader, 'entity' | 'entities' | 'metrics'> &
    Pick<HistoryReader, 'history' | 'storedOrder'>;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly past: Pick<AlarmBook, 'log' | 'memory'>;
  readonly signal: AbortSignal;
}

/** Values that are read for one rule, and for all: two seconds of work. The rest of the rules begin anew. */
const MAX_VALUES = 5_000_000;
const MAX_VALUES_OF_ALL = 20_000_000;
const TURN_MS = 8;

/**
 * Evaluates the newest rows of history once more, so that what takes time goes on after a restart: spans that count towards
 * `for` and `keep`, windows of means and fits. Returns the plans as they were in the end. Rules that look at states or events
 * have no rows and begin anew.
 */
export async function recover(options: RecoverOptions): Promise<readonly RulePlan[]> {
  const { book, store, clock, past, signal } = options;
  const end = clock.now();
  const plans: RulePlan[] = [];
  let left = MAX_VALUES_OF_ALL;
  for (const rule of book.rules) {
    const { windowMs, spanMs } = rememberedOf(rule);
    const alone = rule.enabled && windowMs + spanMs > 0 ? onlyRule(book, rule.id) : null;
    if (!alone || left <= 0) continue;
    const [start, judgeFrom] = [end - windowMs - spanMs, end - spanMs];
    const query = { history: store, start, end, mostValues: Math.min(left, MAX_VALUES), signal };
    const series = seriesOf(rule, store.storedOrder(store.entities(rule.class)), store);
    for await (const rows of rowsOf(series, query)) {
      left -= rows.rows * rows.columns.length;
      const yielder = new EventLoopYielder({ budgetMs: TURN_MS, monotonic: () => clock.monotonic() });
      const lights = new PastLights(past, judgeFrom);
      const work = replay(rows, {
        book: alone,
        entities: store,
        listener: lights,
        judgeFrom,
        evaluated: (those, time) => lights.follow(those, time),
      });
      plans.push(...(await inSlices(work, yielder, signal)));
    }
  }
  return plans;
}

/** How much of the past decides: of the windows of means and fits, and of the spans after those; ms. */
function rememberedOf({ conditions, amberForMs, redForMs, keepMs }: Rule): {
  readonly windowMs: number;
  readonly spanMs: number;
} {
  if (conditions.some(({ kind }) => kind === 'when' || kind === 'event')) return { windowMs: 0, spanMs: 0 };
  const windows = conditions.map((one) => {
    if (one.kind === 'metric') return one.meanMs;
    return one.kind === 'timeToFull' ? one.windowMs : 0;
  });
  return { windowMs: Math.max(...windows), spanMs: Math.max(amberForMs, redForMs, keepMs) };
}

import type { Entity } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import { SeriesTable } from '../../model/series.ts';
import type { EntityReader, History, HistoryColumn } from '../../store/mod.ts';
import { Evaluator } from '../evaluate/evaluator.ts';
import type { PlanListener, RulePlan } from '../evaluate/rule-plan.ts';
import type { RuleBook } from '../rule-book/rule-book.ts';

const SOURCE = 'dry-run';

export interface ReplayOptions {
  readonly book: RuleBook;
  readonly entities: Pick<EntityReader, 'entity'>;
  readonly listener: PlanListener;
  /** Epoch ms: rows that end before only fill the windows of means and fits. */
  readonly judgeFrom?: number;
  /** Called after each row that was evaluated. */
  readonly evaluated?: (plans: readonly RulePlan[], rowEndMs: number) => void;
}

/**
 * Evaluates the rows of a history, one after the other, as if each were a batch. Yields after each row. Returns the plans
 * as they are in the end.
 */
export function* replay(
  history: History,
  { book, entities, listener, judgeFrom = -Infinity, evaluated }: ReplayOptions,
): Generator<void, readonly RulePlan[]> {
  const series = new SeriesTable();
  const actors = new Map<Entity, Actor>();
  for (const column of history.columns) {
    let actor = actors.get(column.entity);
    if (!actor) actors.set(column.entity, (actor = actorOf(column.entity)));
    actor.columns.push([series.slot(actor.entity, column.metric), column]);
  }
  const evaluator = new Evaluator({
    book,
    store: { entity: (cls, id) => entities.entity(cls, id), events: () => [] },
    listener,
  });
  const values = new Float64Array(series.length);
  const reasons = new Uint8Array(series.length);
  for (let row = 0; row < history.rows; row++) {
    for (const actor of actors.values()) actor.play(row, values);
    const rowEndMs = history.start + (row + 1) * history.stepMs;
    const { stepMs: intervalMs } = history;
    const batch = { source: SOURCE, series, values, reasons, rowEndMs, time: rowEndMs, intervalMs, durationMs: 0, complete: [] }; // prettier-ignore
    if (rowEndMs < judgeFrom) yield* evaluator.read(batch);
    else {
      yield* evaluator.append(batch);
      evaluated?.(plansOf(evaluator), rowEndMs);
    }
  }
  return plansOf(evaluator);
}

function plansOf(evaluator: Evaluator): RulePlan[] {
  return Array.from(evaluator.plans(), ({ plan }) => plan);
}

/** An entity as it was: it ran where a row has values of it or lacks them for another reason than that it did not run. */
interface Actor {
  readonly entity: Entity;
  readonly columns: [slot: number, column: HistoryColumn][];
  play(row: number, values: Float64Array): void;
}

function actorOf(entity: Entity): Actor {
  const played: Entity = { ...entity, state: 'running', condition: null };
  const columns: Actor['columns'] = [];
  return {
    entity: played,
    columns,
    play(row, values) {
      let isOff = entity.class === 'VM';
      for (const [slot, column] of columns) {
        const value = column.values[row] as number;
        values[slot] = value;
        isOff &&= Number.isNaN(value) && column.reasons[row] === Reason.notRunning;
      }
      if (entity.class === 'VM') played.state = isOff ? 'shutoff' : 'running';
    },
  };
}

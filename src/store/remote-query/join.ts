import { Reason } from '../../model/reason.ts';
import { seriesName } from '../archive/series-name.ts';
import type { Choice } from '../archive/choose.ts';
import type { ArchiveInfo, History, HistoryColumn, HistoryQuery } from '../store.ts';
import { planJoin } from './plan-join.ts';
import type { RemoteEngine } from './remote-engine.ts';

/** Our own history of a query's class. */
export interface OwnHistory {
  readonly archives: readonly ArchiveInfo[];
  /** The best we can do alone. */
  whole(): Promise<History>;
  /** Rows after `start`, which is on the grid of the choice. */
  rows(start: number, choice: Choice): Promise<History>;
}

/** Our own rows, and before them those that an engine has; ours alone where it has none or all is held here. */
export async function joinHistory(
  engine: Pick<RemoteEngine, 'rows'>,
  query: HistoryQuery,
  own: OwnHistory,
  nowMs: number,
): Promise<History> {
  const plan = planJoin(own.archives, query, nowMs);
  if (!plan) return own.whole();
  const { entities, metrics, cfs = ['AVERAGE'] } = query;
  const { stepMs, askedStepMs } = plan.choice;
  const newer = await own.rows(plan.joint, plan.choice);
  const [joint, end] = newer.rows > 0 ? [newer.start, newer.end] : [plan.end, plan.end];
  if (metrics.length === 0) {
    // Somebody asks how many rows it would be: no fewer than these.
    const whole = await own.whole();
    const rows = (end - plan.start) / stepMs;
    return rows < whole.rows ? whole : { start: plan.start, end, stepMs, askedStepMs, rows, columns: [] };
  }
  const question = { entities, metrics, start: plan.start, end: joint, stepMs, cfs };
  const older = await engine.rows(question);
  const unknown = unknownRows(older.columns, (joint - plan.start) / stepMs);
  const start = plan.start + unknown * stepMs;
  if (start >= joint) return withNotes(await own.whole(), older.problems, joint);
  const rows = (end - start) / stepMs;
  const history = { start, end, stepMs, askedStepMs, rows };
  const columns = joinColumns(query, older.columns, newer.columns, { rows, unknown });
  return withNotes({ ...history, columns }, older.problems, joint);
}

/** So many rows from the start on are unknown in all columns. */
function unknownRows(columns: readonly HistoryColumn[], rows: number): number {
  const first = columns.map(({ values }) => values.findIndex((value) => !Number.isNaN(value)));
  return Math.min(rows, ...first.filter((row) => row >= 0));
}

/** In the order of a history's columns, each that either side has. */
function joinColumns(
  { entities, metrics, cfs = ['AVERAGE'] }: HistoryQuery,
  older: readonly HistoryColumn[],
  newer: readonly HistoryColumn[],
  { rows, unknown }: { rows: number; unknown: number },
): HistoryColumn[] {
  const [olderOf, newerOf] = [byKey(older), byKey(newer)];
  const columns: HistoryColumn[] = [];
  for (const entity of entities) {
    for (const metric of metrics) {
      for (const cf of cfs) {
        const key = keyOf({ entity, metric, cf });
        const [before, after] = [olderOf.get(key), newerOf.get(key)];
        if (!before && !after) continue;
        const values = new Float64Array(rows).fill(Number.NaN);
        const reasons = new Uint8Array(rows).fill(Reason.notCollected);
        if (before) {
          values.set(before.values.subarray(unknown));
          reasons.set(before.reasons.subarray(unknown));
        }
        if (after) {
          values.set(after.values, rows - after.values.length);
          reasons.set(after.reasons, rows - after.values.length);
        }
        columns.push({ entity, metric, cf, values, reasons });
      }
    }
  }
  return columns;
}

function byKey(columns: readonly HistoryColumn[]): Map<string, HistoryColumn> {
  return new Map(columns.map((column) => [keyOf(column), column]));
}

function keyOf({ entity, metric, cf }: Pick<HistoryColumn, 'entity' | 'metric' | 'cf'>): string {
  return `${cf}/${seriesName(entity.id, metric)}`;
}

/** @param joint up to which rows may be missing; epoch ms. */
function withNotes(history: History, problems: readonly string[], joint: number): History {
  if (problems.length === 0) return history;
  const before = new Date(joint).toISOString().replace('.000Z', 'Z');
  return { ...history, notes: problems.map((problem) => `Rows before ${before} may be missing: ${problem}`) };
}

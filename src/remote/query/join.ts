import type { Entity } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import type { History, HistoryColumn, HistoryQuery, HistoryReader } from '../../store/mod.ts';
import { planJoin } from './join-plan.ts';
import type { RemoteEngine } from './remote-engine.ts';

/** The store's own history. */
export type OwnHistory = Pick<HistoryReader, 'archives' | 'firstSeen' | 'history'>;

type Engine = Pick<RemoteEngine, 'rows'>;

/** The rows of an answer: up to `joint` they are still to be fetched, then our own. Epoch ms. */
interface Frame {
  readonly start: number;
  readonly joint: number;
  readonly end: number;
  readonly newer: History;
  /** What there is without the engine. */
  readonly alone: () => Promise<History>;
}

/**
 * Our own rows, and what an engine has of the time before them and of entities from before we knew them; ours alone where
 * it has none or all is held here.
 */
export async function joinHistory(
  engine: Engine,
  query: HistoryQuery,
  own: OwnHistory,
  nowMs: number,
): Promise<History> {
  const plan = planJoin(own.archives((query.entities[0] as Entity).class, query.entities), query, nowMs);
  if (!plan) {
    const newer = await own.history(query);
    const { start, end } = newer;
    return fill(engine, query, own, { start, joint: start, end, newer, alone: async () => newer });
  }
  const { archive } = plan;
  const newer = await own.history({ ...query, start: plan.joint, archive });
  const [joint, end] = newer.rows > 0 ? [newer.start, newer.end] : [plan.end, plan.end];
  const frame = {
    start: plan.start,
    joint,
    end,
    newer: { ...newer, ...archive },
    alone: () => own.history(query),
  };
  return fill(engine, query, own, frame);
}

async function fill(
  engine: Engine,
  query: HistoryQuery,
  own: OwnHistory,
  { start: from, joint, end, newer, alone }: Frame,
): Promise<History> {
  const { metrics, cfs = ['AVERAGE'] } = query;
  const { stepMs, askedStepMs } = newer;
  if (metrics.length === 0) {
    // The caller asks how many rows it would be: no fewer than these.
    const whole = await alone();
    const rows = (end - from) / stepMs;
    return rows < whole.rows ? whole : { start: from, end, stepMs, askedStepMs, rows, columns: [] };
  }
  const parts = partsOf(query, own, { from, joint, end, stepMs });
  if (parts.length === 0) return alone();
  const answers = await Promise.all(
    parts.map(({ entities, until }) =>
      engine.rows({ entities, metrics, start: from, end: until, stepMs, cfs }),
    ),
  );
  const columns = answers.flatMap((answer) => answer.columns);
  const problems = [...new Set(answers.flatMap((answer) => answer.problems))];
  const known = firstKnown(columns);
  const until = Math.max(...parts.map((part) => part.until));
  if (known === Infinity) return withNotes(await alone(), problems, until);
  const unknown = Math.min(known, (joint - from) / stepMs);
  const start = from + unknown * stepMs;
  const rows = (end - start) / stepMs;
  const history = { start, end, stepMs, askedStepMs, rows };
  const joined = joinColumns(query, columns, newer, { start, rows, unknown });
  return withNotes({ ...history, columns: joined }, problems, until);
}

/** The entities to ask for, and until when: all up to the joint, and later ones up to when the last of them was first seen. */
function partsOf(
  { entities, start }: HistoryQuery,
  own: OwnHistory,
  { from, joint, end, stepMs }: { from: number; joint: number; end: number; stepMs: number },
): { entities: Entity[]; until: number }[] {
  const sinceOf = (entity: Entity): number => {
    const since = own.firstSeen(entity);
    return since <= start ? from : Math.min(end, Math.ceil(since / stepMs) * stepMs);
  };
  const late = entities.filter((entity) => sinceOf(entity) > joint);
  const others = entities.filter((entity) => sinceOf(entity) <= joint);
  const until = Math.max(...late.map(sinceOf));
  return [
    { entities: others, until: joint },
    { entities: late, until },
  ].filter((part) => part.entities.length > 0 && part.until > from);
}

/** The first row that is known in any column; Infinity where none is. */
function firstKnown(columns: readonly HistoryColumn[]): number {
  const first = columns.map(({ values }) => values.findIndex((value) => !Number.isNaN(value)));
  return Math.min(Infinity, ...first.filter((row) => row >= 0));
}

/** In the order of a history's columns, each that either side has. What is known here is ours. */
function joinColumns(
  { entities, metrics, cfs = ['AVERAGE'] }: HistoryQuery,
  older: readonly HistoryColumn[],
  newer: History,
  { start, rows, unknown }: { start: number; rows: number; unknown: number },
): HistoryColumn[] {
  const [olderOf, newerOf] = [byKey(older), byKey(newer.columns)];
  const offset = (newer.start - start) / newer.stepMs;
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
        for (const [i, value] of after?.values.entries() ?? []) {
          const at = offset + i;
          if (Number.isNaN(value) && reasons[at] === Reason.known) continue;
          values[at] = value;
          reasons[at] = after?.reasons[i] as number;
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
  return `${cf}/${entity.id}/${metric}`;
}

/** @param until up to which rows may be missing; epoch ms. */
function withNotes(history: History, problems: readonly string[], until: number): History {
  if (problems.length === 0) return history;
  const before = new Date(until).toISOString().replace('.000Z', 'Z');
  return { ...history, notes: problems.map((problem) => `Rows before ${before} may be missing: ${problem}`) };
}

import { chunk } from '../../lib/chunk.ts';
import type { Clock } from '../../model/clock.ts';
import type { Entity } from '../../model/entity.ts';
import { labelValue } from '../../prometheus/mod.ts';
import { overlay, type Consolidation, type HistoryColumn } from '../../store/mod.ts';
import { requestRows } from './request.ts';
import type { Answer, RemoteSeries } from './answer.ts';
import { expressionOf, familiesOf, type FamilyMetrics } from './expression.ts';
import { remoteQuerySettings, type RemoteQueryOptions, type RemoteQuerySettings } from './options.ts';
import { EngineHealth, type RemoteQueryStatus } from './engine-health.ts';
import { placeRows, type Grid } from './place-rows.ts';
import { Semaphore } from './semaphore.ts';

/** Rows (start, end] of entities of one class; both are multiples of the step, epoch ms. */
export interface RemoteQuestion {
  readonly entities: readonly Entity[];
  readonly metrics: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly stepMs: number;
  readonly cfs: readonly Consolidation[];
}

export interface RemoteRows {
  /** Those that the engine knows, each with all rows. */
  readonly columns: readonly HistoryColumn[];
  /** Sentences that say why more is not there; none when all went well. */
  readonly problems: readonly string[];
}

const requestsAtOnce = 4;
/** Values asked for in one request: some 2 MB of JSON, which hold the event loop for 4 ms of CPU (75 ms for 200,000). */
const valuesAtOnce = 50_000;

/** Asks an engine with Prometheus' HTTP API for rows of ours: Prometheus, VictoriaMetrics, Mimir, Thanos. */
export class RemoteEngine {
  readonly #settings: RemoteQuerySettings;
  readonly #semaphore = new Semaphore(requestsAtOnce);
  readonly #asked = new Map<string, Promise<Answer>>();
  readonly #health: EngineHealth;

  /** @throws {InputError} CONFIG_INVALID */
  constructor(options: RemoteQueryOptions, clock: Clock) {
    this.#settings = remoteQuerySettings(options);
    this.#health = new EngineHealth(clock);
  }

  status(): RemoteQueryStatus {
    return { url: this.#settings.url, ...this.#health.status() };
  }

  /**
   * One request for each name of metrics, function, and some hundreds of entities. Never rejects, and takes no longer
   * than the time an answer may take; while the engine is down no time at all.
   */
  async rows(question: RemoteQuestion): Promise<RemoteRows> {
    const { name, labels } = this.#settings;
    const { entities, metrics, start, end, stepMs, cfs } = question;
    const cls = entities[0]?.class;
    if (cls === undefined) return { columns: [], problems: [] };
    if (cls === 'source' && labels.length === 0) {
      return { columns: [], problems: [`${name} was not asked: no label says whose source it is`] };
    }
    const grid = { start, stepMs, rows: Math.round((end - start) / stepMs) };
    const problems = new Set<string>();
    const parts = familiesOf(cls, metrics).flatMap((family) => {
      const most = valuesAtOnce / (grid.rows * family.metrics.size);
      return cfs.flatMap((cf) =>
        chunk(entities, most).map(async (group) => {
          const answer = await this.#part(family, group, cf, grid);
          if (answer.kind === 'failed') problems.add(`${name} ${answer.reason}`);
          else for (const warning of answer.warnings) problems.add(`${name} says: ${warning}`);
          return answer.kind === 'failed'
            ? []
            : columnsOf(answer.series, { family, entities: group, cf, grid });
        }),
      );
    });
    return { columns: (await Promise.all(parts)).flat(), problems: [...problems] };
  }

  /** What is being asked already is not asked again. */
  #part(
    family: FamilyMetrics,
    entities: readonly Entity[],
    cf: Consolidation,
    { start, stepMs, rows }: Grid,
  ): Promise<Answer> {
    const { labels, timeoutMs } = this.#settings;
    const ids = entities.flatMap(idsOf);
    const query = expressionOf({ family, ids, labels, cf, stepMs });
    const form = new URLSearchParams({
      query,
      start: String((start + stepMs) / 1000),
      end: String((start + rows * stepMs) / 1000),
      step: String(stepMs / 1000),
      // VictoriaMetrics': what was replayed since it last answered is not in its cache.
      nocache: '1',
    }).toString();
    const known = this.#asked.get(form);
    if (known) return known;
    // The time spent waiting for a permit counts.
    const signal = AbortSignal.timeout(timeoutMs);
    const asked = this.#semaphore.run(() => this.#ask(form, signal)).finally(() => this.#asked.delete(form));
    this.#asked.set(form, asked);
    return asked;
  }

  async #ask(form: string, signal: AbortSignal): Promise<Answer> {
    const known = this.#health.known();
    if (known) return known;
    const answer = await requestRows(this.#settings, form, signal);
    this.#health.note(answer);
    return answer;
  }
}

interface Asked {
  readonly family: FamilyMetrics;
  readonly entities: readonly Entity[];
  readonly cf: Consolidation;
  readonly grid: Grid;
}

function columnsOf(series: readonly RemoteSeries[], { family, entities, cf, grid }: Asked): HistoryColumn[] {
  const byId = new Map(entities.flatMap((entity) => idsOf(entity).map((id) => [labelValue(id), entity])));
  const columns = new Map<string, HistoryColumn>();
  for (const { metric: labels, values } of series) {
    const entity = byId.get(String(labels[family.idLabel]));
    const metric = family.metrics.get(family.label === null ? '' : String(labels[family.label]));
    if (!entity || metric === undefined) continue;
    const rows = placeRows(values, grid);
    const key = `${entity.id} ${metric}`;
    const known = columns.get(key);
    // Rows of an id that it had before and of this one are of different times.
    if (known) overlay(known, rows, 0);
    else columns.set(key, { entity, metric, cf, ...rows });
  }
  return [...columns.values()];
}

/** What an entity is called in the engine: its id, and those that it had before. */
function idsOf({ id, aliases }: Entity): string[] {
  return [id, ...aliases];
}

import type { DumpWriter } from '@virtscope/rrd';
import type { Entity } from '../../../model/entity.ts';
import { InputError } from '../../../model/error.ts';
import type { ArchiveInfo, Consolidation, History } from '../../../store/mod.ts';
import type { Services } from '../../context.ts';
import type { JsonChunks } from '../../http/json-chunks.ts';
import { maximumOf } from '../records/data-sources.ts';
import type { DataSource } from '../names.ts';
import { xapiArchives } from '../rows/archives.ts';
import { wholeUntil } from '../rows/newest.ts';
import { functionsOf } from '../rows/selection.ts';

/** Values one dump may hold: with XAPI's archives some 30,000. */
const maxValues = 4_000_000;
/** XAPI's own, of every data source. */
const heartbeatMs = 300_000;
/** Part of a row's points that may be unknown while the row is known: what the store keeps it with. */
const xff = 0.5;

export interface DumpOptions {
  readonly services: Services;
  readonly entity: Entity;
  readonly dataSources: readonly DataSource[];
  readonly writer: DumpWriter;
  /** The name to write for one of XAPI's. */
  readonly rename: (name: string) => string;
  /** Ends the reading. */
  readonly signal: AbortSignal;
}

/**
 * History of an entity as an rrd dump: every archive that XAPI has in every function, under XAPI's names and in its units.
 * @throws InputError QUERY_INVALID for one that would be too large.
 */
export async function dumpOf(options: DumpOptions): Promise<JsonChunks> {
  const { services, entity, dataSources } = options;
  const { store, stepMs } = services;
  const archives = xapiArchives(store.archives(entity.class));
  const count = archives.reduce((sum, { rows, cfs }) => sum + rows * cfs.length * dataSources.length, 0);
  if (count > maxValues) {
    throw new InputError('QUERY_INVALID', `Cannot write dump: ${count} values, at most ${maxValues}`);
  }
  const lengths = archives.map((archive) => archive.stepMs);
  const lastMs = wholeUntil(store, entity, lengths) ?? Math.floor(services.clock.now() / stepMs) * stepMs;
  // All at once: a row that came while another archive was read would push the oldest out of this one.
  const parts = await Promise.all(
    archives.map(async (archive) => ({ archive, history: await historyOf(options, archive, lastMs) })),
  );
  return dumpChunks(options, parts, lastMs);
}

function* dumpChunks(
  { services: { stepMs }, dataSources, writer, rename }: DumpOptions,
  parts: readonly { readonly archive: ArchiveInfo; readonly history: History }[],
  lastMs: number,
): JsonChunks {
  const sources = dataSources.map((dataSource) => ({
    name: rename(dataSource.name),
    // Rates have been made of the counters: the values kept are those written.
    kind: 'GAUGE' as const,
    heartbeatMs,
    min: 0,
    max: maximumOf(dataSource),
    last: null,
    sum: Number.NaN,
    unknownMs: 0,
  }));
  yield writer.head({ stepMs, lastMs, sources });
  let isFirst = true;
  for (const { archive, history } of parts) {
    const cfs = functionsOf(archive, archive.stepMs === stepMs);
    const pdpPerRow = archive.stepMs / stepMs;
    // Points of the open row so far: their values are not written.
    const unknown = (lastMs % archive.stepMs) / stepMs;
    const open = dataSources.map(() => ({ value: Number.NaN, unknown }));
    for (const cf of cfs) {
      const rows = rowsOf(history, cf, dataSources, archive, lastMs);
      yield* writer.archive({ cf, pdpPerRow, xff, open, rows }, isFirst);
      isFirst = false;
    }
  }
  yield writer.end;
}

function historyOf(
  { services, entity, dataSources, signal }: DumpOptions,
  archive: ArchiveInfo,
  lastMs: number,
): Promise<History> {
  const { stepMs, rows } = archive;
  const cfs = functionsOf(archive, stepMs === services.stepMs);
  const metrics = [...new Set(dataSources.map(({ metric }) => metric))];
  const end = Math.floor(lastMs / stepMs) * stepMs;
  const start = end - rows * stepMs;
  return services.store.history({
    entities: [entity],
    metrics,
    start,
    end,
    stepMs,
    cfs,
    reasons: false,
    signal,
  });
}

/** The rows of an archive, oldest first; unknown where the history has none. */
function* rowsOf(
  history: History,
  cf: Consolidation,
  dataSources: readonly DataSource[],
  { stepMs, rows }: ArchiveInfo,
  lastMs: number,
): Generator<number[], void, undefined> {
  const columns = dataSources.map(
    ({ metric }) => history.columns.find((column) => column.cf === cf && column.metric === metric)?.values,
  );
  const first = Math.floor(lastMs / stepMs) - rows - history.start / stepMs;
  // Where only other rows answer there are none of this length.
  const isSame = history.stepMs === stepMs;
  for (let row = 0; row < rows; row++) {
    yield dataSources.map(({ rule }, i) => {
      return isSame ? (columns[i]?.[first + row] ?? Number.NaN) * rule.factor : Number.NaN;
    });
  }
}

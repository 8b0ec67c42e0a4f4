import type { Entity } from '../../model/entity.ts';
import type { History } from '../../store/mod.ts';
import type { App, Services } from '../context.ts';
import { formOf, formatProperty, formTypes } from '../http/format.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { historyPieces } from './json.ts';
import { rangeOf } from './range.ts';
import { readAfter, readHistory } from './read.ts';
import { historyForms, sendHistory } from './send.ts';
import { metricsPath } from '../http/paths.ts';
import type { Pieces } from '../http/json-chunks.ts';
import { readerSignal } from '../http/reader-signal.ts';
import { classNamed, entityWithId, metricUnknown } from '../http/resolve.ts';
import { answers, only, params, rangeProperties, waitProperty } from '../http/schema.ts';
import { newerThan } from '../http/wait.ts';

/** History of one metric, and the address that blocks until there is more of it. */
export function historyRoutes(app: App, services: Services): void {
  const { clock } = services;
  const tags = ['metrics'];
  const format = { format: formatProperty(historyForms) };
  const response = answers('History', formTypes.csv, formTypes.columns);
  const first = {
    summary: 'History of a metric',
    tags,
    params: params('class', 'id', 'metric'),
    querystring: only({ ...rangeProperties, ...format }),
    response,
  };
  app.get('/metrics/:class/:id/:metric/history', { schema: first }, async (request, reply) => {
    const { entity, metric, address } = place(services, request.params);
    const { format: named, ...rest } = request.query;
    const form = formOf(historyForms, { format: named, accept: request.headers.accept });
    const range = rangeOf(services, rest);
    const { cfs } = range;
    const history = await readHistory(
      services,
      { entities: [entity], metrics: [metric], signal: readerSignal(reply) },
      range,
    );
    check(history, entity, metric);
    const cursor = encodeCursor({ end: history.end, stepMs: history.stepMs, cfs }, address);
    const next = `${address}/${cursor}`;
    const json = (): Pieces => historyPieces(history, { cfs, metric, next });
    return sendHistory(reply, form, { history, json, subject: [entity.name, metric], next }, clock);
  });

  const newer = {
    summary: 'Rows after a cursor: blocks until there are some',
    tags,
    params: params('class', 'id', 'metric', 'cursor'),
    querystring: only({ ...waitProperty, ...format }),
    response,
  };
  app.get('/metrics/:class/:id/:metric/history/:cursor', { schema: newer }, async (request, reply) => {
    const { entity, metric, address } = place(services, request.params);
    const cursor = decodeCursor(request.params.cursor, address);
    const { format: named, wait = 60 } = request.query;
    const form = formOf(historyForms, { format: named, accept: request.headers.accept });
    await newerThan(cursor, { services, entity, seconds: wait, request, reply });
    const history = await readAfter(
      services,
      { entities: [entity], metrics: [metric], signal: readerSignal(reply) },
      cursor,
    );
    check(history, entity, metric);
    const next = `${address}/${encodeCursor({ ...cursor, end: history.end }, address)}`;
    const json = (): Pieces => historyPieces(history, { cfs: cursor.cfs, metric, next });
    return sendHistory(reply, form, { history, json, subject: [entity.name, metric], next }, clock);
  });
}

function place(
  { store }: Services,
  { class: cls, id, metric }: { class: string; id: string; metric: string },
): { entity: Entity; metric: string; address: string } {
  const entity = entityWithId(store, classNamed(cls), id);
  return { entity, metric, address: `${metricsPath(entity)}/${encodeURIComponent(metric)}/history` };
}

/** @throws InputError METRIC_UNKNOWN for a history without columns: only the store knows what was once there. */
function check({ columns }: History, { class: cls, name }: Entity, metric: string): void {
  if (columns.length === 0) throw metricUnknown(metric, `${cls} '${name}' has none of that name`);
}

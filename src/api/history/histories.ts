import { Type } from 'typebox';
import type { App, Services } from '../context.ts';
import { formOf, formatProperty, formTypes } from '../http/format.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { historiesPieces } from './json.ts';
import { rangeOf } from './range.ts';
import { readAfter, readHistory } from './read.ts';
import { historyForms, sendHistory } from './send.ts';
import { metricsPath } from '../http/paths.ts';
import type { Pieces } from '../http/json-chunks.ts';
import { readerSignal } from '../http/reader-signal.ts';
import { classNamed, entityWithId, matchHistory } from '../http/resolve.ts';
import { answers, only, params, rangeProperties, waitProperty } from '../http/schema.ts';
import { newerThan } from '../http/wait.ts';

const metricsProperty = {
  metrics: Type.Optional(
    Type.String({ description: 'Metric names, separated by commas; * is any one segment. Default: all' }),
  ),
};

/** Several metrics of one instance at once, columnar: what a page of charts asks. */
export function historiesRoutes(app: App, services: Services): void {
  const { store, clock } = services;
  const tags = ['metrics'];
  const format = { format: formatProperty(historyForms) };
  const response = answers('Histories', formTypes.csv, formTypes.columns);
  const first = {
    summary: 'Histories of several metrics of an instance, six significant digits',
    tags,
    params: params('class', 'id'),
    querystring: only({ ...metricsProperty, ...rangeProperties, ...format }),
    response,
  };
  app.get('/metrics/:class/:id/history', { schema: first }, async (request, reply) => {
    const { metrics: list, format: named, ...rest } = request.query;
    const form = formOf(historyForms, { format: named, accept: request.headers.accept });
    const entity = entityWithId(store, classNamed(request.params.class), request.params.id);
    const metrics = matchHistory(store, entity, list);
    const range = rangeOf(services, rest);
    const { cfs } = range;
    const history = await readHistory(
      services,
      { entities: [entity], metrics, signal: readerSignal(reply) },
      range,
    );
    const { address, search } = place(metricsPath(entity), list);
    const cursor = encodeCursor({ end: history.end, stepMs: history.stepMs, cfs }, address + search);
    const next = `${address}/${cursor}${search}`;
    const json = (): Pieces => historiesPieces(history, { cfs, next });
    return sendHistory(reply, form, { history, json, subject: [entity.name], next }, clock);
  });

  const newer = {
    summary: 'Rows after a cursor: blocks until there are some',
    tags,
    params: params('class', 'id', 'cursor'),
    querystring: only({ ...metricsProperty, ...waitProperty, ...format }),
    response,
  };
  app.get('/metrics/:class/:id/history/:cursor', { schema: newer }, async (request, reply) => {
    const { metrics: list, format: named, wait = 60 } = request.query;
    const form = formOf(historyForms, { format: named, accept: request.headers.accept });
    const entity = entityWithId(store, classNamed(request.params.class), request.params.id);
    const { address, search } = place(metricsPath(entity), list);
    const cursor = decodeCursor(request.params.cursor, address + search);
    await newerThan(cursor, { services, entity, seconds: wait, request, reply });
    const metrics = matchHistory(store, entity, list);
    const history = await readAfter(
      services,
      { entities: [entity], metrics, signal: readerSignal(reply) },
      cursor,
    );
    const after = encodeCursor({ ...cursor, end: history.end }, address + search);
    const next = `${address}/${after}${search}`;
    const json = (): Pieces => historiesPieces(history, { cfs: cursor.cfs, next });
    return sendHistory(reply, form, { history, json, subject: [entity.name], next }, clock);
  });
}

function place(path: string, list: string | undefined): { address: string; search: string } {
  const search = list === undefined ? '' : `?metrics=${encodeURIComponent(list)}`;
  return { address: `${path}/history`, search };
}

import { Type } from 'typebox';
import { number, numbers, object } from '../../lib/json.ts';
import type { Entity } from '../../model/entity.ts';
import { describe } from '../../model/vocabulary.ts';
import type { App, Services } from '../context.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { gapsOf, rangeAfter, rangeOf, readHistory, type Range } from '../history.ts';
import { metricsPath } from '../paths.ts';
import { classNamed, entityWithId, matchMetrics } from '../resolve.ts';
import { answers, only, params, rangeProperties, waitProperty } from '../schema.ts';
import { newerThan } from '../wait.ts';

const metricsProperty = {
  metrics: Type.Optional(
    Type.String({ description: 'Metric names, separated by commas; * is any one segment. Default: all' }),
  ),
};

/** Several metrics of one instance at once, columnar: what a page of charts asks. */
export function historiesRoutes(app: App, services: Services): void {
  const tags = ['metrics'];
  const response = answers('Histories');
  const first = {
    summary: 'Histories of several metrics of an instance, six significant digits',
    tags,
    params: params('class', 'id'),
    querystring: only({ ...metricsProperty, ...rangeProperties }),
    response,
  };
  app.get('/metrics/:class/:id/history', { schema: first }, async (request, reply) => {
    const { metrics, ...rest } = request.query;
    const entity = entityWithId(services.store, classNamed(request.params.class), request.params.id);
    const json = await view(services, entity, metrics, rangeOf(services, rest));
    return reply.type('application/json').send(json);
  });

  const next = {
    summary: 'Rows after a cursor: blocks until there are some',
    tags,
    params: params('class', 'id', 'cursor'),
    querystring: only({ ...metricsProperty, ...waitProperty }),
    response,
  };
  app.get('/metrics/:class/:id/history/:cursor', { schema: next }, async (request, reply) => {
    const { metrics, wait = 60 } = request.query;
    const entity = entityWithId(services.store, classNamed(request.params.class), request.params.id);
    const cursor = decodeCursor(request.params.cursor);
    await newerThan(cursor, { services, entity, seconds: wait, reply });
    const json = await view(services, entity, metrics, rangeAfter(services, cursor));
    return reply.type('application/json').send(json);
  });
}

async function view(
  services: Services,
  entity: Entity,
  list: string | undefined,
  range: Range,
): Promise<string> {
  const metrics = matchMetrics(services.store, entity, list);
  const history = await readHistory(services, { entities: [entity], metrics, ...range });
  const { start, end, stepMs, columns } = history;
  const unitOf = (metric: string): string => JSON.stringify(describe(metric)?.metric.unit ?? null);
  const cursor = encodeCursor({ end, stepMs, cf: range.cf });
  const search = list === undefined ? '' : `?metrics=${encodeURIComponent(list)}`;
  return object([
    ['start', number(start / 1000)],
    ['end', number(end / 1000)],
    ['step', number(stepMs / 1000)],
    ['cf', JSON.stringify(range.cf)],
    ['columns', object(columns.map(({ metric, values }) => [metric, numbers(values)]))],
    ['units', object(columns.map(({ metric }) => [metric, unitOf(metric)]))],
    ['gaps', JSON.stringify(gapsOf(history))],
    ['next', JSON.stringify(`${metricsPath(entity)}/history/${cursor}${search}`)],
  ]);
}

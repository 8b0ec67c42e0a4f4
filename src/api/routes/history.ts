import type { Entity } from '../../model/entity.ts';
import type { App, Services } from '../context.ts';
import { decodeCursor, encodeCursor } from '../history/cursor.ts';
import { historyPieces } from '../history/json.ts';
import { rangeOf } from '../history/range.ts';
import { readAfter, readHistory } from '../history/read.ts';
import { metricsPath } from '../paths.ts';
import { sendPieces } from '../pieces.ts';
import { classNamed, entityWithId, sampleOf } from '../resolve.ts';
import { answers, only, params, rangeProperties, waitProperty } from '../schema.ts';
import { newerThan } from '../wait.ts';

/** History of one metric, and the address that blocks until there is more of it. */
export function historyRoutes(app: App, services: Services): void {
  const { clock } = services;
  const tags = ['metrics'];
  const response = answers('History');
  const first = {
    summary: 'History of a metric',
    tags,
    params: params('class', 'id', 'metric'),
    querystring: only(rangeProperties),
    response,
  };
  app.get('/metrics/:class/:id/:metric/history', { schema: first }, async (request, reply) => {
    const { entity, metric, address } = subject(services, request.params);
    const range = rangeOf(services, request.query);
    const { cfs } = range;
    const history = await readHistory(services, { entities: [entity], metrics: [metric] }, range);
    const cursor = encodeCursor({ end: history.end, stepMs: history.stepMs, cfs }, address);
    const pieces = historyPieces(history, { cfs, metric, next: `${address}/${cursor}` });
    return sendPieces(reply.type('application/json'), pieces, clock);
  });

  const next = {
    summary: 'Rows after a cursor: blocks until there are some',
    tags,
    params: params('class', 'id', 'metric', 'cursor'),
    querystring: only(waitProperty),
    response,
  };
  app.get('/metrics/:class/:id/:metric/history/:cursor', { schema: next }, async (request, reply) => {
    const { entity, metric, address } = subject(services, request.params);
    const cursor = decodeCursor(request.params.cursor, address);
    await newerThan(cursor, { services, entity, seconds: request.query.wait ?? 60, reply });
    const history = await readAfter(services, { entities: [entity], metrics: [metric] }, cursor);
    const after = encodeCursor({ ...cursor, end: history.end }, address);
    const pieces = historyPieces(history, { cfs: cursor.cfs, metric, next: `${address}/${after}` });
    return sendPieces(reply.type('application/json'), pieces, clock);
  });
}

/** @throws InputError for a metric that the entity neither has nor had. */
function subject(
  { store }: Services,
  { class: cls, id, metric }: { class: string; id: string; metric: string },
): { entity: Entity; metric: string; address: string } {
  const entity = entityWithId(store, classNamed(cls), id);
  sampleOf(store, entity, metric);
  return { entity, metric, address: `${metricsPath(entity)}/${encodeURIComponent(metric)}/history` };
}

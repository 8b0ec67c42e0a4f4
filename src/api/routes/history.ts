import { describe } from '../../model/vocabulary.ts';
import type { App, Services } from '../context.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { rangeAfter, rangeOf, readHistory, sparseReasons, type Subject } from '../history.ts';
import { metricsPath } from '../paths.ts';
import { classNamed, entityWithId, metricUnknown } from '../resolve.ts';
import { answers, only, params, rangeProperties, waitProperty } from '../schema.ts';
import { newerThan } from '../wait.ts';

/** History of one metric, and the address that blocks until there is more of it. */
export function historyRoutes(app: App, services: Services): void {
  const tags = ['metrics'];
  const response = answers('History');
  const first = {
    summary: 'History of a metric',
    tags,
    params: params('class', 'id', 'metric'),
    querystring: only(rangeProperties),
    response,
  };
  app.get('/metrics/:class/:id/:metric/history', { schema: first }, (request) => {
    const { entity, metric } = subject(services, request.params);
    return view(services, { entities: [entity], metrics: [metric], ...rangeOf(services, request.query) });
  });

  const next = {
    summary: 'Rows after a cursor: blocks until there are some',
    tags,
    params: params('class', 'id', 'metric', 'cursor'),
    querystring: only(waitProperty),
    response,
  };
  app.get('/metrics/:class/:id/:metric/history/:cursor', { schema: next }, async (request, reply) => {
    const { entity, metric } = subject(services, request.params);
    const cursor = decodeCursor(request.params.cursor);
    await newerThan(cursor, { services, entity, seconds: request.query.wait ?? 60, reply });
    return view(services, { entities: [entity], metrics: [metric], ...rangeAfter(services, cursor) });
  });
}

function subject(
  { store }: Services,
  { class: cls, id, metric }: { class: string; id: string; metric: string },
) {
  const entity = entityWithId(store, classNamed(cls), id);
  if (!store.instant(entity, metric)) {
    throw metricUnknown(metric, `${entity.class} '${entity.name}' has none of that name`);
  }
  return { entity, metric };
}

async function view(services: Services, asked: Subject) {
  const { start, end, stepMs, columns } = await readHistory(services, asked);
  const { cf, entities, metrics } = asked;
  const [column, [entity], [metric = '']] = [columns[0], entities, metrics];
  if (!column || !entity) throw metricUnknown(metric, 'it has just gone');
  const reasons = sparseReasons(column);
  const path = `${metricsPath(entity)}/${encodeURIComponent(metric)}/history`;
  return {
    start: start / 1000,
    end: end / 1000,
    step: stepMs / 1000,
    cf,
    units: describe(metric)?.metric.unit ?? null,
    data: Array.from(column.values, (value) => (Number.isNaN(value) ? null : value)),
    ...(Object.keys(reasons).length > 0 && { reasons }),
    next: `${path}/${encodeCursor({ end, stepMs, cf })}`,
  };
}

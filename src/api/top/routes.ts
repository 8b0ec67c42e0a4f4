import { Type } from 'typebox';
import type { EntityClass } from '../../model/classes.ts';
import { hostOf } from '../../model/entity.ts';
import { InputError } from '../../model/error.ts';
import { lookup } from '../../model/vocabulary.ts';
import { Consolidation } from '../../store/mod.ts';
import type { Services } from '../context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { defaultSpanMs, windowOf } from '../history/range.ts';
import { metricsPath } from '../http/paths.ts';
import { readerSignal } from '../http/reader-signal.ts';
import { classNamed, namedMetrics, quoted } from '../http/resolve.ts';
import { answers, only, params, windowProperties } from '../http/schema.ts';
import { HostLimits } from './host-limits.ts';
import { totalOf } from './total.ts';
import { selectedEntities, selectorOf, selectProperty } from '../select/selection.ts';

/** The entities that have most of a metric in a window. */
export function topEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'The instances that have most of a metric in a window, highest first',
    params: params('class'),
    querystring: only({
      metric: Type.String({ description: 'Name of one metric' }),
      ...windowProperties,
      cf: Type.Optional(
        Type.Enum(Consolidation, { description: 'Of the window: AVERAGE (default), MIN, MAX, LAST' }),
      ),
      limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000, default: 10 })),
      host: Type.Optional(Type.String({ description: 'Id of a host: only what is on it' })),
      ...selectProperty,
    }),
    response: answers('Top'),
  };
  return endpoint(schema, async ({ params: { class: name }, query }, reply) => {
    const cls = classNamed(name);
    const { cf = Consolidation.average, limit = 10, host } = query;
    const [metric = '', ...more] = namedMetrics(query.metric);
    if (more.length > 0) {
      throw new InputError('QUERY_INVALID', 'Cannot order instances: metric must be one name');
    }
    if (host !== undefined) checkHost(services, cls, host);
    const selector = selectorOf(cls, query.select);
    const entities = selector && (await selectedEntities(services, cls, selector));
    const window = windowOf(services, query, defaultSpanMs);
    const asked = {
      class: cls,
      metric,
      ...window,
      cf,
      limit,
      signal: readerSignal(reply),
      ...(host !== undefined && { host }),
      ...(entities && { entities }),
    };
    const { start, end, stepMs, count, sum, rows } = await services.store.top(asked);
    const limits = new HostLimits(services.store, metric);
    const ranked = (entities ?? services.store.entities(cls)).filter(
      (entity) => host === undefined || hostOf(entity) === host,
    );
    const total = totalOf(metric, cf);
    return {
      start: start / 1000,
      end: end / 1000,
      step: stepMs / 1000,
      metric,
      units: lookup(metric)?.metric.unit ?? null,
      cf,
      count,
      sum,
      capacity: limits.ofAll(ranked),
      rows: rows.map(({ entity, value, known, share }) => {
        const { id, name: called, state } = entity;
        const most = limits.of(entity);
        return {
          id,
          name: called,
          host: hostOf(entity),
          state,
          value,
          known,
          share,
          total: total(value, (known * (end - start)) / 1000),
          capacityShare: most === null || most === 0 ? null : value / most,
          uri: metricsPath(entity),
        };
      }),
    };
  });
}

/** A host may be known by its VMs alone: where its own numbers are not read. */
function checkHost({ store }: Services, cls: EntityClass, id: string): void {
  if (store.entity('host', id) || store.entities(cls).some((entity) => hostOf(entity) === id)) return;
  throw new InputError('ENTITY_UNKNOWN', `Cannot find host ${quoted(id)}: no source reports it`);
}

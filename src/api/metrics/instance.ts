import { describedBy } from '../../model/text/metric-text.ts';
import { Type } from 'typebox';
import { reasonCode } from '../../model/reason.ts';
import { lookup, instanceText } from '../../model/vocabulary.ts';
import { asksForStream } from '../http/accepts.ts';
import type { Services } from '../context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { EntityFeed } from '../live/entity-feed.ts';
import { metricsPath } from '../http/paths.ts';
import { reasonTexts } from '../http/reason-texts.ts';
import { classNamed, entityWithId, matchMetrics, sampleOf } from '../http/resolve.ts';
import { answers, only, params } from '../http/schema.ts';

/** The metrics of one instance, or the instance live. */
export function instanceEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Metrics of an instance with their newest values; as text/event-stream the instance live',
    params: params('class', 'id'),
    querystring: only({
      metrics: Type.Optional(
        Type.String({ description: 'Only these, separated by commas; * is any one segment' }),
      ),
    }),
    response: answers('Metrics', 'text/event-stream'),
  };
  return endpoint(schema, async (request, reply) => {
    const { store, live } = services;
    const entity = entityWithId(store, classNamed(request.params.class), request.params.id);
    const { metrics } = request.query;
    const names = matchMetrics(store, entity, metrics);
    if (asksForStream(request)) {
      const key = `entity ${entity.class} ${entity.id} ${metrics}`;
      live.stream(request, reply, key, () => new EntityFeed(services, entity, metrics));
      return reply;
    }
    const textOf = reasonTexts(services, entity);
    return names.map((name) => {
      const known = lookup(name);
      const { value, reason: why } = sampleOf(store, entity, name);
      const reason = value === null ? why : null;
      const path = `${metricsPath(entity)}/${encodeURIComponent(name)}`;
      return {
        name,
        units: known?.metric.unit ?? null,
        kind: known?.metric.kind ?? null,
        description: known && describedBy(known.metric.pattern),
        instance: known?.instance ? instanceText(known.metric, known.instance) : null,
        value,
        reason: reason === null ? null : textOf(reason),
        reasonCode: reason === null ? null : reasonCode(reason),
        instantaneous: `${path}/instantaneous`,
        history: `${path}/history`,
      };
    });
  });
}

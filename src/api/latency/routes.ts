import { Type } from 'typebox';
import type { Services } from '../context.ts';
import { defaultSpanMs, windowOf } from '../history/range.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { entityWithId } from '../http/resolve.ts';
import { answers, only, params, windowProperties } from '../http/schema.ts';
import { latencyHistogram } from './view.ts';

/** What a heat map of the latencies of a service is drawn from. */
export function latencyHistogramEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'How long the calls of a service took: histograms over time and in all',
    params: params('id'),
    querystring: only({
      ...windowProperties,
      by: Type.Optional(Type.Enum(['method'], { description: 'A series for each method' })),
    }),
    response: answers('LatencyHistogram'),
  };
  return endpoint(schema, (request) => {
    const { store, latencies } = services;
    const { by, ...query } = request.query;
    const { id } = entityWithId(store, 'service', request.params.id);
    const window = windowOf(services, query, defaultSpanMs);
    return latencyHistogram(latencies, id, { ...window, byMethod: by === 'method' });
  });
}

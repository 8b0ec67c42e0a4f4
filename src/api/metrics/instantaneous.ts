import { Type } from 'typebox';
import { number } from '../../lib/text/json.ts';
import { reasonCode } from '../../model/reason.ts';
import { lookup } from '../../model/vocabulary.ts';
import type { Services } from '../context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { reasonTexts } from '../http/reason-texts.ts';
import { classNamed, entityWithId, sampleOf } from '../http/resolve.ts';
import { answers, only, params } from '../http/schema.ts';

/** One value: as origin 003 has it a bare number, or with all that is known of it. */
export function instantaneousEndpoint(services: Services): Endpoint {
  const { store, clock } = services;
  const schema = {
    summary: 'Newest value of a metric, null where it is unknown',
    params: params('class', 'id', 'metric'),
    querystring: only({
      detail: Type.Optional(Type.String({ description: 'Present: with units, time, age and reason' })),
    }),
    response: answers('Instantaneous'),
  };
  return endpoint(schema, (request, reply) => {
    const { class: cls, id, metric } = request.params;
    const entity = entityWithId(store, classNamed(cls), id);
    const { value, time, reason } = sampleOf(store, entity, metric);
    const { detail } = request.query;
    if (detail === undefined || detail === 'false' || detail === '0') {
      return reply.type('application/json').send(number(value ?? Number.NaN));
    }
    const wasKnown = !Number.isNaN(time);
    return {
      value,
      units: lookup(metric)?.metric.unit ?? null,
      time: wasKnown ? time / 1000 : null,
      age: wasKnown ? Math.max(0, clock.now() - time) / 1000 : null,
      reason: value === null ? reasonTexts(services, entity)(reason) : null,
      reasonCode: value === null ? reasonCode(reason) : null,
    };
  });
}

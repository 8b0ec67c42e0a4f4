import type { FastifyRequest } from 'fastify';
import { negotiate, type Offer } from '../../lib/text/accept.ts';
import { InputError } from '../../model/error.ts';
import type { App } from '../context.ts';

const json = { type: 'application/json' };
const stream = { type: 'text/event-stream', explicit: true };

/** Whether a reader wants a stream of events rather than one answer. */
export function asksForStream({ method, headers }: FastifyRequest): boolean {
  return method !== 'HEAD' && negotiate(headers.accept, [json, stream]) === stream;
}

/** The offer that an Accept header likes best. @throws InputError TYPE_UNACCEPTABLE. */
export function accepted<T extends Offer>(accept: string | undefined, offers: readonly T[]): T {
  const offer = negotiate(accept, offers);
  if (offer) return offer;
  const types = [...new Set(offers.map(({ type }) => type))].join(', ');
  throw new InputError('TYPE_UNACCEPTABLE', `Cannot answer in an accepted type: there is ${types}`);
}

/**
 * Refuses readers that do not accept JSON, on all routes that answer JSON or a stream of events alone, as their schema
 * has it. Routes with more formats choose by {@link accepted} themselves.
 */
export function addAccepts(app: App): void {
  app.addHook('onRequest', async ({ headers, routeOptions }) => {
    const offers = offersOf(routeOptions.schema?.response);
    if (offers) accepted(headers.accept, offers);
  });
}

function offersOf(response: unknown): Offer[] | null {
  const { content = {} } = (response as Record<number, { content?: object }> | undefined)?.[200] ?? {};
  const types = Object.keys(content);
  if (!types.includes(json.type) || types.some((type) => type !== json.type && type !== stream.type)) {
    return null;
  }
  return types.includes(stream.type) ? [json, stream] : [json];
}

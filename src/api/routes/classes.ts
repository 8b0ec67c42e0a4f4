import { Readable } from 'node:stream';
import { EntityClass } from '../../model/entity.ts';
import { accepted } from '../accepts.ts';
import type { App, Services } from '../context.ts';
import { exposition, openMetrics, textFormat } from '../exposition/mod.ts';
import { answers } from '../schema.ts';

const descriptions: Readonly<Record<EntityClass, string>> = {
  host: 'machines that run VMs, this one among them',
  VM: 'virtual machines',
  source: 'what is read to know all this',
};

const offers = [
  { type: 'application/json', format: null },
  { type: 'application/openmetrics-text', params: { version: '1.0.0' }, format: openMetrics },
  { type: 'text/plain', params: { version: '0.0.4' }, format: textFormat },
] as const;

/** Root of the tree of metrics; for Prometheus, which asks for other types, all values at once. */
export function classRoutes(app: App, services: Services): void {
  const schema = {
    summary:
      'Classes of things that have metrics; in the types Prometheus accepts the exposition of all values',
    tags: ['metrics'],
    response: answers('Classes', 'text/plain', 'application/openmetrics-text'),
  };
  app.get('/metrics', { schema }, (request, reply) => {
    const offer = accepted(request.headers.accept, offers);
    if (offer.format) {
      const chunks = Readable.from(exposition(services, offer.format), { highWaterMark: 2 });
      return reply.type(offer.format.contentType).send(chunks);
    }
    const classes = Object.values(EntityClass).map((cls) => {
      const count = services.store.entities(cls).length;
      return [cls, { uri: `/metrics/${cls}`, description: descriptions[cls], count }] as const;
    });
    return reply.send(Object.fromEntries(classes));
  });
}

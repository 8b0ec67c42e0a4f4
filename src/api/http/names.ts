import type { FastifyRequest } from 'fastify';
import { CLASSES, entityClasses } from '../../model/classes.ts';
import { asksForPage } from '../console/console.ts';
import type { App, Services } from '../context.ts';
import { ambiguous, knownEntity, namesakes } from './resolve.ts';

/** Redirects an address that has a name in place of an id; a name of several entities is an error that lists them. */
export function addNames(app: App, { store }: Services): void {
  app.addHook('onRequest', async (request, reply) => {
    const { class: cls, id, place } = entityAsked(request) ?? {};
    if (!cls || id === undefined || place === undefined || knownEntity(store, cls, id)) return;
    const [found, ...others] = namesakes(store, cls, id);
    if (!found) return;
    if (others.length === 0) {
      await reply.redirect(withSegment(request.url, place, found.id), 302);
    } else if (!asksForPage(request.url, request.headers.accept)) {
      throw ambiguous(cls, id, [found, ...others]);
    }
  });
}

/** The class and id in a request’s path, and the segment that holds the id; null where the path has none. */
function entityAsked({ method, params, routeOptions }: FastifyRequest) {
  if (method !== 'GET' && method !== 'HEAD') return null;
  const { class: name, id } = params as { class?: string; id?: string };
  const segments = routeOptions.url?.split('/') ?? [];
  const place = segments.indexOf(':id');
  if (id === undefined || place < 0) return null;
  const cls = entityClasses.find((each) =>
    name === undefined ? CLASSES[each].path === `/${segments[1]}` : each === name,
  );
  return cls ? { class: cls, id, place } : null;
}

function withSegment(url: string, place: number, id: string): string {
  const [path = '', ...search] = url.split('?');
  const segments = path.split('/').with(place, encodeURIComponent(id));
  return [segments.join('/'), ...search].join('?');
}

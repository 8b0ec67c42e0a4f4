import type { FastifyRequest } from 'fastify';
import { CLASSES, classOfSegment, entityClasses, isEntityClass } from '../../model/classes.ts';
import { asksForPage } from '../console/console.ts';
import { isPermitted } from '../access/identity.ts';
import type { App, Services } from '../context.ts';
import { ambiguous, knownEntity, namesakes } from './resolve.ts';

/**
 * Redirects an address that has the name of a class in place of its segment, and one that has a name in place of an id; a
 * name of several entities is an error that lists them.
 */
export function addNames(app: App, { store }: Services): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return;
    // A redirect has the id of a name.
    if (!isPermitted(request)) return;
    const renamed = classAsked(request);
    if (renamed) {
      await reply.redirect(withSegment(request.url, renamed.place, renamed.segment), 302);
      return;
    }
    const { class: cls, id, place } = entityAsked(request) ?? {};
    if (!cls || id === undefined || place === undefined || knownEntity(store, cls, id)) return;
    const [found, ...others] = namesakes(store, cls, id);
    if (!found) return;
    if (others.length === 0) {
      await reply.redirect(withSegment(request.url, place, found.id), 302);
    } else if (!asksForPage(request.url, request.headers.accept)) {
      throw ambiguous(store, cls, id, [found, ...others]);
    }
  });
}

/** The segment of the class that a request's path has by another name, and its place; null where it has none. */
function classAsked({ params, routeOptions }: FastifyRequest) {
  const { class: name } = params as { class?: string };
  if (name === undefined || !isEntityClass(name) || CLASSES[name].segment === name) return null;
  return { segment: CLASSES[name].segment, place: routeOptions.url?.split('/').indexOf(':class') ?? -1 };
}

/** The class and id in a request’s path, and the segment that holds the id; null where the path has none. */
function entityAsked({ params, routeOptions }: FastifyRequest) {
  const { class: name, id } = params as { class?: string; id?: string };
  const segments = routeOptions.url?.split('/') ?? [];
  const place = segments.indexOf(':id');
  if (id === undefined || place < 0) return null;
  const cls =
    name === undefined
      ? entityClasses.find((each) => CLASSES[each].path === `/${segments[1]}`)
      : classOfSegment(name);
  return cls ? { class: cls, id, place } : null;
}

function withSegment(url: string, place: number, id: string): string {
  const [path = '', ...search] = url.split('?');
  const segments = path.split('/').with(place, encodeURIComponent(id));
  return [segments.join('/'), ...search].join('?');
}

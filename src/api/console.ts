import fastifyStatic from '@fastify/static';
import { negotiate } from '../lib/accept.ts';
import { InputError } from '../model/error.ts';
import type { App, Services } from './context.ts';

/** Addresses that are a page of the console when a browser asks, and those that are nothing else. */
const pages = /^\/($|metrics(\/|$))/;
const pagesOnly = /^\/$/;

const html = { type: 'text/html', explicit: true };
const offers = [
  { type: 'application/json' },
  { type: 'text/plain' },
  { type: 'application/openmetrics-text', explicit: true },
  { type: 'text/event-stream', explicit: true },
  html,
];

/** Whether a request is for a page of the console: one that is also a resource must name text/html and like it best. */
export function asksForPage(url: string, accept: string | undefined): boolean {
  const [path = '', search] = url.split('?', 2);
  if (!pages.test(path)) return false;
  // A link to a file or an exposition, followed by a browser: it is the resource in that form.
  const query = new URLSearchParams(search);
  if (query.has('format') || query.has('names')) return false;
  if (negotiate(accept, offers) === html) return true;
  if (!pagesOnly.test(path)) return false;
  if (negotiate(accept, [{ type: 'text/html' }])) return true;
  throw new InputError('TYPE_UNACCEPTABLE', 'Cannot show page: it is text/html');
}

/**
 * The console's files at their own names, and its one page at every address that is also a page: before anything else
 * looks at the request, so that the query may be the console's own.
 */
export async function addConsole(app: App, { consoleDir }: Services): Promise<void> {
  await app.register(fastifyStatic, {
    root: consoleDir,
    index: false,
    schemaHide: true,
    suppressWarning: true,
    setHeaders: (reply, path) => {
      // Names under assets/ carry a hash of the content.
      const caching = /[\\/]assets[\\/]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
      void reply.header('cache-control', caching);
    },
  });
  app.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return;
    if (asksForPage(request.url, request.headers.accept)) {
      await reply.sendFile('index.html', { cacheControl: false });
    }
  });
}

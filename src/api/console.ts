import fastifyStatic from '@fastify/static';
import { negotiate } from '../lib/accept.ts';
import type { App, Services } from './context.ts';

/** Addresses that are a page of the console when a browser asks. */
const pages = /^\/($|metrics(\/|$)|top(\/|$))/;

const offers = [
  { type: 'application/json' },
  { type: 'text/plain' },
  { type: 'application/openmetrics-text', explicit: true },
  { type: 'text/event-stream', explicit: true },
  { type: 'text/html', explicit: true },
];

/** Whether a request is a browser's for a page of the console: it names text/html and likes nothing better. */
export function asksForPage(url: string, accept: string | undefined): boolean {
  return pages.test(url.split('?', 1)[0] as string) && negotiate(accept, offers)?.type === 'text/html';
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

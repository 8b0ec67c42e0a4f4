import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { negotiate } from '../../lib/text/accept.ts';
import { InputError } from '../../model/error.ts';
import type { App, Services } from '../context.ts';

/** Addresses that are a page of the console when a browser asks, and those that are nothing else. */
const pages = /^\/($|access$|messages$|alarm-rules(\/[^/]+)?$|(metrics|alarms)(\/|$))/;
const pagesOnly = /^\/(access)?$/;

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
  const [path = ''] = url.split('?', 1);
  if (!pages.test(path)) return false;
  if (prefersPage(url, accept)) return true;
  if (!pagesOnly.test(path)) return false;
  if (negotiate(accept, [{ type: 'text/html' }])) return true;
  throw new InputError('TYPE_UNACCEPTABLE', 'Cannot show page: it is text/html');
}

/** Whether the client is a browser that shows a page, not a program that reads the resource. */
function prefersPage(url: string, accept: string | undefined): boolean {
  // A link to a file or an exposition, followed by a browser: it is the resource in that form.
  const query = new URLSearchParams(url.split('?', 2)[1]);
  if (query.has('format') || query.has('names')) return false;
  return negotiate(accept, offers) === html;
}

/** Whether a route answers JSON alone, or what else only programs read. */
function isForPrograms({ schema }: FastifyRequest['routeOptions']): boolean {
  const { content = {} } =
    (schema?.response as Record<number, { content?: object }> | undefined)?.[200] ?? {};
  return 'application/json' in content && !('text/xml' in content);
}

/** Pages for what else a person asks for. */
export interface Pages {
  /** Answers with the page of what is not there; false for what is no person. */
  sendNotFound(request: FastifyRequest, reply: FastifyReply): boolean;
}

/**
 * The console's files at their own names, and its one page at every address that is also a page, or that a person asks for
 * and is for programs: before anything else looks at the request, so that the query may be the console's own.
 */
export async function addConsole(app: App, { consoleDir }: Services): Promise<Pages> {
  const isBuilt = existsSync(join(consoleDir, 'index.html'));
  const isPerson = ({ method, url, headers }: FastifyRequest): boolean =>
    isBuilt && (method === 'GET' || method === 'HEAD') && prefersPage(url, headers.accept);
  await app.register(fastifyStatic, {
    root: consoleDir,
    index: false,
    // The build writes them beside each file (console/compressed-files.ts).
    preCompressed: true,
    schemaHide: true,
    suppressWarning: true,
    setHeaders: (reply, path) => {
      // Names under assets/ carry a hash of the content.
      const isAsset = /[\\/]assets[\\/]/.test(path);
      void reply.header('cache-control', isAsset ? 'public, max-age=31536000, immutable' : 'no-cache');
      // They count for documents alone, and the first visit fetches a dozen files.
      if (isAsset) void reply.removeHeader('content-security-policy').removeHeader('referrer-policy');
    },
  });
  app.addHook('onRequest', async (request, reply) => {
    const { url, method, headers, routeOptions } = request;
    if (method !== 'GET' && method !== 'HEAD') return;
    const isPage = asksForPage(url, headers.accept);
    if (isPage && !isBuilt) throw new InputError('NOT_FOUND', 'Cannot show page: the console is not built');
    if (isPage || (isForPrograms(routeOptions) && isPerson(request))) await sendPage(reply);
  });
  return {
    sendNotFound(request, reply) {
      if (!isPerson(request)) return false;
      void sendPage(reply.code(404));
      return true;
    },
  };
}

function sendPage(reply: FastifyReply): FastifyReply {
  return reply.sendFile('index.html', { cacheControl: false });
}

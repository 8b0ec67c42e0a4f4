import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Server as TlsServer } from 'node:tls';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { Alarms, RuleBook, RuleEdits } from '../alarms/mod.ts';
import { TurnQueue } from '../lib/async/turn-queue.ts';
import { InputError } from '../model/error.ts';
import { LatencyHistory, LineLog, MessageLog } from '../streams/mod.ts';
import { securityOf, securitySchemes } from './access/documentation.ts';
import { addIdentity, addPermission } from './access/identity.ts';
import { addAccepts } from './http/accepts.ts';
import { MethodTable } from './http/method-table.ts';
import { addCompression } from './http/compression.ts';
import { addConsole, type Pages } from './console/console.ts';
import { connectionLimits, limitConnections, serverOptions } from './http/connections.ts';
import type { ApiContext, App, Services } from './context.ts';
import { Live } from './live/mod.ts';
import { AlarmCounts } from './alarms/alarm-counts.ts';
import { ClassCounts } from './metrics/class-counts.ts';
import { recordRequests } from './messages/record.ts';
import { addNames } from './http/names.ts';
import { asInputError, problemType, toProblem } from './http/problem.ts';
import { quoted } from './http/resolve.ts';
import { addSchemas } from './http/schema.ts';
import { routes } from './routes.ts';
import { Inventory, Sessions } from './xapi/mod.ts';
import { addSecurity, checkRequest } from './http/security.ts';
import { noConnections } from './sources/no-connections.ts';
import { AllStats } from './stats/all-stats.ts';
import { StreamLimiter } from './http/streams/stream-limiter.ts';
import { TableRows } from './table/table-rows.ts';

export type { ApiContext, ApiLogger } from './context.ts';
export { toProblem, type Problem } from './http/problem.ts';

/** How long the streams of a token go on that was revoked or has expired. */
const ACCESS_CHECK_MS = 1000;
/** Largest body that is read. */
const bodyLimit = 64 * 1024;

/**
 * All of virtscope over HTTP, not yet listening. Closing it ends every stream and every blocking request.
 * The caller listens; on loopback only the loopback's own names are answered for.
 */
export async function createApi(context: ApiContext): Promise<FastifyInstance> {
  const limits = { ...connectionLimits, ...context.limits };
  const app: App = fastify({
    bodyLimit,
    routerOptions: { maxParamLength: 500 },
    forceCloseConnections: true,
    ...serverOptions(limits, context.certificate?.options ?? null),
    ajv: { customOptions: { removeAdditional: false, coerceTypes: 'array' } },
    frameworkErrors: (error, request, reply) => {
      const problem = checkRequest(context.access, request, reply) ?? asInputError(error);
      sendProblem(problem, reply);
    },
  }).withTypeProvider<TypeBoxTypeProvider>();
  // Bodies are JSON: text is one that is not read here.
  app.removeContentTypeParser('text/plain');
  // Answers are made to their schemas by hand, and checked against them in the tests.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));

  // With a certificate the framework makes a server of node:https.
  context.certificate?.serve(app.server as object as TlsServer);
  limitConnections(app, limits);
  const { store, clock, logger } = context;
  const closing = new AbortController();
  const sessions = new Sessions({ clock, isValid: (identity) => context.access.isValid(identity) });
  const streams = new StreamLimiter(limits.streams, context.access);
  const live = new Live({ store, clock, limiter: streams, logger });
  const alarms =
    context.alarms ?? new Alarms({ book: new RuleBook([], new Map(), []), store, clock, path: null });
  const services: Services = {
    ...context,
    alarms,
    ruleEdits: context.ruleEdits ?? unkeptEdits(alarms),
    messages: context.messages ?? new MessageLog(clock),
    latencies: context.latencies ?? new LatencyHistory({ intervalMs: context.stepMs }),
    logs: context.logs ?? new LineLog(),
    logSources: () => context.logSources?.() ?? [],
    connections: context.connections ?? noConnections,
    stats: new AllStats({
      providers: () => context.stats?.() ?? new Map(),
      store,
      clock,
      closing: closing.signal,
    }),
    sources: () => context.sources(),
    history: context.history ?? store,
    remoteWrite: () => context.remoteWrite?.() ?? [],
    remoteQuery: () => context.remoteQuery?.() ?? null,
    unhandledRejections: () => context.unhandledRejections?.() ?? 0,
    live,
    streams,
    turns: new TurnQueue(),
    tableRows: new TableRows({ store, clock, lights: alarms.lights, closing: closing.signal }),
    alarmCounts: new AlarmCounts(alarms),
    classCounts: new ClassCounts({ store, live, lights: alarms.lights, stepMs: context.stepMs }),
    startedAt: clock.now(),
    closing: closing.signal,
    xapi: {
      sessions,
      inventory: new Inventory({ store, clock, version: context.version, closing: closing.signal }),
    },
  };
  const checking = setInterval(() => {
    streams.endInvalid();
    sessions.endInvalid();
    context.access.flush();
  }, ACCESS_CHECK_MS).unref();
  app.addHook('preClose', async () => {
    clearInterval(checking);
    closing.abort();
    live.close();
  });

  recordRequests(app, services);
  addSecurity(app, context);
  addIdentity(app, services);
  addCompression(app);
  addNames(app, services);
  addProblems(app, services, await addConsole(app, services));
  addPermission(app);
  addAccepts(app);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Virtscope', version: context.version, description: 'Statistics of virtual machines' },
      components: { securitySchemes },
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, i) => (json['$id'] as string) ?? `part-${i}`,
    },
  });
  addSchemas(app);

  addRoutes(app, services);
  return app;
}

function addRoutes(app: App, services: Services): void {
  for (const { method, path, need, tag, endpoint } of routes) {
    const { schema, handler } = endpoint(services);
    app.route({
      method,
      url: path,
      config: { need, isXapi: tag === 'XAPI' },
      schema: { ...schema, tags: [tag], 'x-role': need, security: securityOf(need, tag) },
      handler,
    });
  }
  // The description is made once, before the first request for it: it takes 100 ms.
  app.addHook('onReady', async () => void app.swagger());
}

function addProblems(app: App, { logger }: Services, pages: Pages): void {
  const table = new MethodTable(routes);
  app.setErrorHandler((error, request, reply) => {
    const known = asInputError(error);
    if (known.code === 'BUG') {
      const url = request.url.replaceAll(/(session_id=)[^&]*/g, '$1…');
      logger.error({ err: error, method: request.method, url }, 'BUG: a request failed');
    }
    sendProblem(known, reply);
  });
  app.setNotFoundHandler((request, reply) => {
    const methods = table.methods(request.url);
    if (methods.length > 0 && !methods.includes(request.method)) {
      void reply.header('allow', methods.join(', '));
      const problem = `Cannot ${request.method} ${quoted(request.url)}: it takes ${methods.join(', ')}`;
      throw new InputError('METHOD_UNSUPPORTED', problem);
    }
    if (pages.sendNotFound(request, reply)) return;
    throw new InputError('NOT_FOUND', `Cannot find ${quoted(request.url)}: nothing is there`);
  });
}

function sendProblem(error: InputError, reply: FastifyReply): void {
  const problem = toProblem(error);
  const { retryAfter } = error.extensions;
  if (typeof retryAfter === 'number') void reply.header('retry-after', retryAfter);
  if (error.code === 'TOKEN_REQUIRED' || error.code === 'TOKEN_INVALID') {
    const scheme = reply.request.routeOptions.config.isXapi ? 'Basic' : 'Bearer';
    void reply.header('www-authenticate', `${scheme} realm="virtscope"`);
  }
  void reply.code(problem.status).type(problemType).send(JSON.stringify(problem));
}

/** Edits over the rules that are in effect, kept as long as the program runs. */
function unkeptEdits(alarms: Alarms): RuleEdits {
  const edits = new RuleEdits({ path: null, apply: (book) => alarms.setRules(book) });
  edits.prepare(alarms.rules.layers).apply();
  return edits;
}

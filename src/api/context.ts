import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access, LiveCertificate } from '../auth/mod.ts';
import type { Alarms, RuleEdits } from '../alarms/mod.ts';
import type { Clock } from '../model/clock.ts';
import type { Connections } from '../model/connection.ts';
import type { DiscoveryResult, SourceStatus } from '../model/source.ts';
import type { StatsProvider } from '../model/stats.ts';
import type { LogSourceStatus } from '../model/streams/line.ts';
import type { RemoteQueryStatus } from '../remote/query/mod.ts';
import type { RemoteWriteStatus } from '../remote/write/mod.ts';
import type { HistoryReader, Store } from '../store/mod.ts';
import type { LatencyHistory, LineLog, MessageLog } from '../streams/mod.ts';
import type { TurnQueue } from '../lib/async/turn-queue.ts';
import type { ConnectionLimits } from './http/connections.ts';
import type { Live } from './live/mod.ts';
import type { AlarmCounts } from './alarms/alarm-counts.ts';
import type { ClassCounts } from './metrics/class-counts.ts';
import type { StreamLimiter } from './http/streams/stream-limiter.ts';
import type { AllStats } from './stats/all-stats.ts';
import type { TableRows } from './table/table-rows.ts';
import type { Inventory, Sessions } from './xapi/mod.ts';

/** Where bugs are written: pino's shape. */
export interface ApiLogger {
  error(details: object, message: string): void;
}

/** All the API knows of the rest of the program. */
export interface ApiContext {
  readonly access: Access;
  /** Of a server that encrypts; plain HTTP when left out. */
  readonly certificate?: LiveCertificate;
  readonly store: Store;
  /** Reads rows, also those that are older than the store's; the store when left out. */
  readonly history?: Pick<HistoryReader, 'history'>;
  /** Without a rule when left out. */
  readonly alarms?: Alarms;
  /** Rules that are edited; nothing is kept of them when left out. */
  readonly ruleEdits?: RuleEdits;
  /** Calls that were made; those that the API serves are added. Only the latter when left out. */
  readonly messages?: MessageLog;
  /** How long the calls of services took; none is known when left out. */
  readonly latencies?: LatencyHistory;
  /** Lines of logs; none when left out. */
  readonly logs?: LineLog;
  /** How it is with what lines are read from; nothing is when left out. */
  logSources?(): readonly LogSourceStatus[];
  readonly clock: Clock;
  /** Sources that answer bulk statistics, by id; none when left out. */
  stats?(): ReadonlyMap<string, StatsProvider>;
  /** What is configured; nothing, and no change of it, when left out. */
  readonly connections?: Connections;
  sources(): readonly SourceStatus[];
  /** Receivers of all values; none when left out. */
  remoteWrite?(): readonly RemoteWriteStatus[];
  /** The engine that has older rows; null when there is none, or when left out. */
  remoteQuery?(): RemoteQueryStatus | null;
  /** Rejections that no code handled, each of them a bug; 0 when left out. */
  unhandledRejections?(): number;
  readonly discoveryResults: readonly DiscoveryResult[];
  readonly version: string;
  readonly demo: boolean;
  /** Step of the store's finest archive. */
  readonly stepMs: number;
  /** The built console: `index.html` and what it loads. */
  readonly consoleDir: string;
  readonly logger: ApiLogger;
  /** Limits that differ from `connectionLimits`. */
  readonly limits?: Partial<ConnectionLimits>;
}

/** What the routes share beside the context. */
export interface Services extends Omit<ApiContext, 'stats'> {
  readonly alarms: Alarms;
  readonly ruleEdits: RuleEdits;
  readonly messages: MessageLog;
  readonly latencies: LatencyHistory;
  readonly logs: LineLog;
  logSources(): readonly LogSourceStatus[];
  readonly stats: AllStats;
  readonly connections: Connections;
  readonly live: Live;
  readonly streams: StreamLimiter;
  readonly tableRows: TableRows;
  readonly classCounts: ClassCounts;
  readonly alarmCounts: AlarmCounts;
  /** What XAPI's clients log in to and read. */
  readonly xapi: { readonly sessions: Sessions; readonly inventory: Inventory };
  /** Queue in which requests that waited for the same row continue, a few at a time. */
  readonly turns: TurnQueue;
  readonly history: Pick<HistoryReader, 'history'>;
  remoteWrite(): readonly RemoteWriteStatus[];
  remoteQuery(): RemoteQueryStatus | null;
  unhandledRejections(): number;
  /** Epoch ms. */
  readonly startedAt: number;
  /** Aborted when the server closes: blocking requests end. */
  readonly closing: AbortSignal;
}

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

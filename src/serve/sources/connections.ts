import { checkInterval, checkName, nameOf, type Config } from '../../config/mod.ts';
import type { OpenedAlarms } from '../alarms.ts';
import type { LiveCertificate } from '../../auth/mod.ts';
import { TaskQueue } from '../../lib/async/task-queue.ts';
import type {
  Connection,
  Connections,
  NewConnection,
  ReloadResult,
  StepResult,
} from '../../model/connection.ts';
import { InputError } from '../../model/error.ts';
import type { Source } from '../../model/source.ts';
import type { StatsProvider } from '../../model/stats.ts';
import type { Pipeline } from '../../pipeline/mod.ts';
import type { AddedConnections } from './added.ts';
import { changedKeys, configured, distinct, isSame } from './configured.ts';
import { kinds, type SourceContext, type SourceKind } from './kinds.ts';

/** How long a removal waits for the poll in progress. */
const LAST_POLL_MS = 5000;
/** As many as the list of the configuration may have. */
const MOST = 1000;

export interface ConnectionsOptions extends SourceContext {
  /** What is read besides the lists: the hypervisor of `libvirt.uri`, or the demo. */
  readonly first: Connection | null;
  /** Those that were added before the start. */
  readonly kept: readonly Connection[];
  readonly added: AddedConnections;
  /** Reads the files again. @throws {InputError} CONFIG_INVALID */
  readonly load: () => Config;
  /** Null where the server does not encrypt. */
  readonly certificate: Pick<LiveCertificate, 'reload'> | null;
  /** Rules of alarms; null before they are opened. */
  readonly rules: () => Pick<OpenedAlarms, 'prepare'> | null;
}

interface Live {
  readonly connection: Connection;
  readonly source: Source & Partial<StatsProvider>;
}

/** The connections that are read now. Changes are made one after the other. */
export class LiveConnections implements Connections, AsyncDisposable {
  readonly #options: ConnectionsOptions;
  readonly #live = new Map<string, Live>();
  readonly #changes = new TaskQueue();
  #pipeline: Pipeline | null = null;

  /** Opens a source for every connection of the configuration and every one that was added; nothing is read yet. */
  constructor(options: ConnectionsOptions) {
    this.#options = options;
    for (const connection of this.#wanted(options.config, options.kept)) this.#begin(connection);
  }

  all(): readonly Connection[] {
    return Array.from(this.#live.values(), ({ connection }) => connection);
  }

  get sources(): readonly Source[] {
    return Array.from(this.#live.values(), ({ source }) => source);
  }

  /** Sources that answer bulk statistics, by id. */
  stats(): ReadonlyMap<string, StatsProvider> {
    const all = Array.from(this.#live, ([id, { source }]) => [id, source] as const);
    return new Map(all.filter((entry): entry is [string, Source & StatsProvider] => isProvider(entry[1])));
  }

  /** Hands all sources to the pipeline, and every one that comes later. */
  start(pipeline: Pipeline): void {
    this.#pipeline = pipeline;
    for (const source of this.sources) pipeline.add(source);
  }

  async add(asked: NewConnection): Promise<Connection> {
    return this.#changes.run(() => {
      const connection = this.#checked(asked);
      // First: what is not kept would be forgotten with the next start.
      this.#options.added.save([...this.#added(), connection]);
      this.#begin(connection);
      return connection;
    });
  }

  test(asked: NewConnection, signal: AbortSignal): AsyncIterable<StepResult> {
    const { kind, uri } = asked;
    // What a file has may be tried as it is: it is opened anyway.
    const isKnown = this.all().some((one) => one.kind === kind && one.uri === uri);
    if (!isKnown) this.#settings(asked);
    return kindNamed('test', kind).test(uri, this.#options, signal);
  }

  async remove(id: string): Promise<void> {
    await this.#changes.run(async () => {
      const { connection } = this.#named('remove', id);
      if (connection.origin !== 'added') throw fixed(connection);
      this.#options.added.save(this.#added().filter((other) => other.id !== id));
      await this.#end(id);
    });
  }

  retry(id: string): void {
    this.#named('connect', id).source.retry?.();
  }

  async reload(): Promise<ReloadResult> {
    return this.#changes.run(async () => {
      // All that can be refused comes before the first change.
      const config = this.#options.load();
      const rules = this.#options.rules()?.prepare(config);
      const certificate = this.#options.certificate?.reload() ?? false;
      rules?.apply();
      const wanted = this.#wanted(config, this.#added());
      const before = new Map(this.#live);
      const isKept = (one: Connection): boolean => {
        const live = before.get(one.id);
        return live !== undefined && isSame(live.connection, one);
      };
      const kept = new Map(wanted.filter(isKept).map((one) => [one.id, one]));
      const others = wanted.filter(({ id }) => !kept.has(id));
      for (const [id, { source }] of before) {
        const connection = kept.get(id);
        // The place in the file may be another.
        if (connection) this.#live.set(id, { connection, source });
        else await this.#end(id);
      }
      for (const connection of others) this.#begin(connection);
      const begun = others.map(({ id }) => id);
      return {
        added: begun.filter((id) => !before.has(id)),
        removed: [...before.keys()].filter((id) => !this.#live.has(id)),
        changed: begun.filter((id) => before.has(id)),
        certificate,
        rules: rules?.isChanged ?? false,
        restart: changedKeys(this.#options.config, config),
      };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.sources.map((source) => source.close()));
  }

  #wanted(config: Config, added: readonly Connection[]): Connection[] {
    const { first } = this.#options;
    return distinct([...(first ? [first] : []), ...configured(config), ...added]);
  }

  #added(): Connection[] {
    return this.all().filter(({ origin }) => origin === 'added');
  }

  #checked(asked: NewConnection): Connection {
    const connection = this.#settings(asked);
    const { id, uri } = connection;
    if (this.#live.size >= MOST)
      throw new InputError('CONFIG_INVALID', `Cannot add source ${id}: there are ${MOST} already`);
    const same = this.all().find((other) => other.id === id || other.uri === uri);
    if (same) {
      const state = same.id === id ? 'the name is taken; give it another' : `${same.id} has the same URI`;
      throw new InputError('SOURCE_DUPLICATE', `Cannot add source ${id}: ${state}`);
    }
    return connection;
  }

  /** What is asked for, with what is left to the program. @throws {InputError} CONFIG_INVALID */
  #settings({ kind, uri, name, intervalMs }: NewConnection): Connection {
    const { intervalMs: stepMs } = this.#options.config;
    kindNamed('add', kind).checkForeignUri(uri);
    const id = name ?? nameOf(uri);
    checkName(id);
    checkInterval(id, intervalMs ?? stepMs, stepMs);
    const from = { guestAgent: false, origin: 'added', at: null } as const;
    return { id, kind, uri, intervalMs: intervalMs ?? stepMs, ...from };
  }

  #named(verb: string, id: string): Live {
    const live = this.#live.get(id);
    if (!live) {
      const shown = JSON.stringify(id.slice(0, 80));
      throw new InputError('SOURCE_UNKNOWN', `Cannot ${verb} source ${shown}: there is none`);
    }
    return live;
  }

  #begin(connection: Connection): void {
    const source = kindNamed('open', connection.kind).create(connection, this.#options);
    this.#live.set(connection.id, { connection, source });
    this.#pipeline?.add(source);
  }

  async #end(id: string): Promise<void> {
    const live = this.#live.get(id);
    if (!live) return;
    await this.#pipeline?.remove(id, AbortSignal.timeout(LAST_POLL_MS));
    this.#live.delete(id);
    await live.source.close();
    this.#options.hostIds.release(id);
  }
}

/** @throws {InputError} CONFIG_INVALID */
function kindNamed(verb: string, name: string): SourceKind {
  const found = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (found) return found;
  const known = Object.keys(kinds).join(', ');
  throw new InputError('CONFIG_INVALID', `Cannot ${verb} source: its kind must be ${known}`);
}

function isProvider(source: Source & Partial<StatsProvider>): source is Source & StatsProvider {
  return source.domainStats !== undefined;
}

/** Why a connection is not removed here. */
function fixed({ id, origin, at }: Connection): InputError {
  const from = {
    file: `it is configured in ${at}; remove it there, then run virtscope reload`,
    option: `it was given by ${at}`,
    found: 'it was found on this machine; libvirt.uri: none leaves it out',
    demo: 'it is the demo hypervisor; --no-demo leaves it out',
    added: '',
  } satisfies Record<Connection['origin'], string>;
  return new InputError('SOURCE_FIXED', `Cannot remove source ${id}: ${from[origin]}`, {
    extensions: at === null ? {} : { at },
  });
}

import type { Clock } from '../../model/clock.ts';
import { hostOf } from '../../model/entity.ts';
import { InputError } from '../../model/error.ts';
import type { MissingStats, StatsAnswer, StatsProvider, StatsQuery } from '../../model/stats.ts';
import type { Store } from '../../store/mod.ts';
import { SharedStats } from './shared.ts';

export interface AllStatsOptions {
  /** Sources that answer, by id. */
  readonly providers: () => ReadonlyMap<string, StatsProvider>;
  readonly store: Store;
  readonly clock: Clock;
  readonly closing: AbortSignal;
}

/** Bulk statistics over all sources: each is asked for its own VMs, and one that cannot answer is named beside the rest. */
export class AllStats {
  readonly #options: AllStatsOptions;
  readonly #shared = new WeakMap<StatsProvider, SharedStats>();

  constructor(options: AllStatsOptions) {
    this.#options = options;
  }

  /**
   * @param host id of the one whose VMs are asked for; all when left out.
   * @throws {InputError} SOURCE_UNAVAILABLE where no source answers; what the source rejects with where one alone is asked.
   */
  async answer(query: StatsQuery, host?: string): Promise<StatsAnswer> {
    const { clock } = this.#options;
    const asked = this.#asked(query, host);
    // To a hypervisor an empty list is a mistake.
    if (query.vms?.length === 0) return { time: clock.now(), records: [] };
    const [first, ...others] = asked;
    if (!first)
      throw new InputError('SOURCE_UNAVAILABLE', 'Cannot get statistics: no hypervisor is read here');
    if (others.length === 0) return first.provider.domainStats(first.query);
    const settled = await Promise.allSettled(asked.map(async (one) => one.provider.domainStats(one.query)));
    const answers: StatsAnswer[] = [];
    const missing: MissingStats[] = [];
    const errors: unknown[] = [];
    for (const [i, result] of settled.entries()) {
      const { source } = asked[i] as Asked;
      if (result.status === 'fulfilled') answers.push(result.value);
      else if (result.reason instanceof InputError) {
        missing.push({ source, host: this.#hostOf(source), reason: result.reason.message });
        errors.push(result.reason);
      } else throw result.reason;
    }
    if (answers.length === 0) throw errors[0];
    const time = Math.min(...answers.map((answer) => answer.time));
    const records = answers.flatMap((answer) => answer.records);
    return { time, records, ...(missing.length > 0 && { missing }) };
  }

  /** Whether there is a source that could answer. */
  get isRead(): boolean {
    return this.#options.providers().size > 0;
  }

  /** Each source that has VMs of the query, with its part of it. */
  #asked(query: StatsQuery, host: string | undefined): Asked[] {
    const all = this.#options.providers();
    const parts =
      query.vms === null && host === undefined
        ? Array.from(all.keys(), (source) => [source, query] as const)
        : this.#parts(query, host);
    return parts.flatMap(([source, part]) => {
      const provider = all.get(source);
      return provider ? [{ source, query: part, provider: this.#sharedOf(provider) }] : [];
    });
  }

  #parts(query: StatsQuery, host: string | undefined): (readonly [source: string, part: StatsQuery])[] {
    const { store } = this.#options;
    if (query.vms === null) {
      const onHost = store.entities('VM').filter((vm) => hostOf(vm) === host);
      const sources = new Set(onHost.map(({ source }) => source));
      const own = host === undefined ? null : store.entity('host', host);
      if (own) sources.add(own.source);
      // A daemon has the VMs of its host and no others.
      return Array.from(sources, (source) => [source, query] as const);
    }
    const bySource = Map.groupBy(query.vms, (id) => store.entity('VM', id)?.source ?? '');
    return Array.from(bySource, ([source, vms]) => [source, { ...query, vms }] as const);
  }

  #sharedOf(provider: StatsProvider): SharedStats {
    let shared = this.#shared.get(provider);
    if (!shared) this.#shared.set(provider, (shared = new SharedStats(provider, this.#options)));
    return shared;
  }

  #hostOf(source: string): string | null {
    const host = this.#options.store.entities('host').find((one) => one.source === source);
    return host?.name ?? null;
  }
}

interface Asked {
  readonly source: string;
  readonly query: StatsQuery;
  readonly provider: SharedStats;
}

/** Why nothing can be asked where no hypervisor is read. */
export function noHypervisor(): InputError {
  return new InputError('SOURCE_UNAVAILABLE', 'Cannot get statistics: no hypervisor is read here');
}

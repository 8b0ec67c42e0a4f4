/**
 * Bulk domain statistics (origin 001) as a source answers them on request, before any mapping: libvirt's dotted
 * names in libvirt's order, values exact.
 */
export type StatsValue = bigint | number | boolean | string;

export interface StatsQuery {
  /** UUIDs, or null for all. Never empty. */
  readonly vms: readonly string[] | null;
  /** Bit mask of groups; 0 = all the driver knows. */
  readonly groups: number;
  /** libvirt's VIR_CONNECT_GET_ALL_DOMAINS_STATS_* bits. */
  readonly flags: number;
}

export interface StatsRecord {
  readonly uuid: string;
  readonly name: string;
  readonly params: readonly (readonly [name: string, value: StatsValue])[];
  /** Why the record lacks what was asked for; null when it is whole. */
  readonly partial: string | null;
}

export interface StatsAnswer {
  /** Epoch ms, taken before the call. */
  readonly time: number;
  readonly records: readonly StatsRecord[];
  /** Sources that did not answer; left out where all did. */
  readonly missing?: readonly MissingStats[];
}

/** A source whose VMs are not in an answer. */
export interface MissingStats {
  readonly source: string;
  /** Name of its host; null where it was never reached. */
  readonly host: string | null;
  readonly reason: string;
}

/** What `/stats` needs of a source; rejects with an {@link InputError} for what the driver refuses. */
export interface StatsProvider {
  domainStats(query: StatsQuery, options?: { readonly signal?: AbortSignal }): Promise<StatsAnswer>;
}

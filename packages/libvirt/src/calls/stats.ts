import type { CallOptions, Connection } from '../connection.ts';
import { checkOwner, Domain } from '../domain.ts';
import { ArgumentError } from '../error.ts';
import { domainStatsRecord, STATS_LIMIT } from '../codec/stats.ts';
import type { WireDomain } from '../codec/domain.ts';
import type { TypedParam } from '../codec/typed-param.ts';
import { XdrReader } from '../xdr-reader.ts';

/** One domain's statistics: typed fields in wire order. */
export interface DomainStats {
  domain: Domain;
  params: TypedParam[];
}

/** The bytes of statistics of all domains, for `scanDomainStats`. */
export function allDomainStatsRaw(
  connection: Connection,
  stats: number,
  flags: number,
  options?: CallOptions,
): Promise<Uint8Array> {
  return connection.callRaw(
    'CONNECT_GET_ALL_DOMAIN_STATS',
    { domains: [], stats: stats >>> 0, flags: flags >>> 0 },
    options,
  );
}

/**
 * The bytes of statistics of the domains named, for `scanDomainStats`.
 *
 * @throws {ArgumentError} if the list is empty, which on the wire would mean all domains, or of two connections.
 */
export async function domainListStatsRaw(
  connection: Connection,
  domains: readonly WireDomain[],
  stats: number,
  flags: number,
  options?: CallOptions,
): Promise<Uint8Array> {
  if (domains.length === 0) {
    throw new ArgumentError('EMPTY_DOMAIN_LIST', 'Cannot get statistics of domains: the list is empty');
  }
  checkOwner(connection, domains);
  return connection.callRaw(
    'CONNECT_GET_ALL_DOMAIN_STATS',
    { domains: [...domains], stats: stats >>> 0, flags: flags >>> 0 },
    options,
  );
}

/**
 * Decodes the bytes the raw calls return, record by record.
 *
 * @throws {ProtocolError} if they are no such answer; what came before stands.
 */
export function* readDomainStats(connection: Connection, payload: Uint8Array): Generator<DomainStats, void> {
  const reader = new XdrReader(payload);
  const count = reader.count(STATS_LIMIT.records, domainStatsRecord.minBytes);
  for (let i = 0; i < count; i += 1) {
    const { domain, params } = domainStatsRecord.decode(reader);
    yield { domain: new Domain(connection, domain), params };
  }
  reader.finish();
}

import { array, struct, uint32, type Value } from './codec.ts';
import { domain, domains } from './domain.ts';
import { typedParams } from './typed-param.ts';

const MAX_PARAMS = 262_144;
const MAX_RECORDS = 16_384;

/** On the wire an empty list of domains asks for all of them. */
export const domainStatsArgs = struct({ domains, stats: uint32, flags: uint32 });
export const domainStatsRecord = struct({ domain, params: typedParams(MAX_PARAMS) });
export const domainStatsReply = struct({ records: array(domainStatsRecord, MAX_RECORDS) });

export type WireStatsRecord = Value<typeof domainStatsRecord>;
export const STATS_LIMIT = { params: MAX_PARAMS, records: MAX_RECORDS } as const;

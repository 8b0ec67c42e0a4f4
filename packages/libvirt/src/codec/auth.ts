import { array, chars, int32, string, struct } from './codec.ts';

export const AUTH = { none: 0, sasl: 1, polkit: 2 } as const;

const saslData = chars(65_536);

export const authListReply = struct({ types: array(int32, 20) });
export const polkitReply = struct({ complete: int32 });
export const saslInitReply = struct({ mechanisms: string });
/** `nil` is 1 where no data differs from empty data. */
export const saslStartArgs = struct({ mechanism: string, nil: int32, data: saslData });
export const saslStepArgs = struct({ nil: int32, data: saslData });
export const saslReply = struct({ complete: int32, nil: int32, data: saslData });

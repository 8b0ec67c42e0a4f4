import { int32, optional, string, struct, type Value } from './codec.ts';
import { domain } from './domain.ts';
import { network } from './network.ts';

/** The payload of a reply whose status is error. */
export const errorPayload = struct({
  code: int32,
  domain: int32,
  message: optional(string),
  level: int32,
  dom: optional(domain),
  str1: optional(string),
  str2: optional(string),
  str3: optional(string),
  int1: int32,
  int2: int32,
  network: optional(network),
});
export type ErrorPayload = Value<typeof errorPayload>;

import { int32, optional, string, struct, uhyper, uint32 } from './codec.ts';

export const OPEN_READ_ONLY = 1;
/** Asking for `keepalive` switches on the daemon's pings for the connection. */
export const FEATURE = { keepalive: 10, eventCallback: 14, closeCallback: 15 } as const;

export const openArgs = struct({ uri: optional(string), flags: uint32 });
export const featureArgs = struct({ feature: int32 });
export const featureReply = struct({ supported: int32 });
export const text = struct({ text: string });
export const version = struct({ version: uhyper });
export const number = struct({ value: int32 });
export const domainCapabilitiesArgs = struct({
  emulator: optional(string),
  arch: optional(string),
  machine: optional(string),
  virtType: optional(string),
  flags: uint32,
});

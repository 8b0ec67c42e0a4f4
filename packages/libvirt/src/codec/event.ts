import { hyper, int32, optional, string, struct, uhyper, uint32 } from './codec.ts';
import { domain } from './domain.ts';
import { typedParams } from './typed-param.ts';

/** The registration's number; every event's payload begins with it. */
export const callback = struct({ callbackId: int32 });
export const registerArgs = struct({ eventId: int32, domain: optional(domain) });

const head = { callbackId: int32, domain };
/** The three power events put their reason before the domain. */
const power = struct({ callbackId: int32, reason: int32, domain });
const alias = struct({ ...head, alias: string });
const plain = struct(head);
const ioError = { ...head, path: string, alias: string, action: int32 };
const blockJob = struct({ ...head, disk: string, type: int32, status: int32 });

/** Domain events: id at registration, procedure number of the message, payload. */
export const events = {
  lifecycle: { id: 0, number: 318, payload: struct({ ...head, event: int32, detail: int32 }) },
  reboot: { id: 1, number: 319, payload: plain },
  'rtc-change': { id: 2, number: 320, payload: struct({ ...head, offset: hyper }) },
  watchdog: { id: 3, number: 321, payload: struct({ ...head, action: int32 }) },
  'io-error': { id: 4, number: 322, payload: struct(ioError) },
  'io-error-reason': { id: 6, number: 324, payload: struct({ ...ioError, reason: string }) },
  'control-error': { id: 7, number: 325, payload: plain },
  'block-job': { id: 8, number: 326, payload: blockJob },
  'disk-change': {
    id: 9,
    number: 327,
    payload: struct({
      ...head,
      oldPath: optional(string),
      newPath: optional(string),
      alias: string,
      reason: int32,
    }),
  },
  'tray-change': { id: 10, number: 328, payload: struct({ ...head, alias: string, reason: int32 }) },
  'pm-wakeup': { id: 11, number: 329, payload: power },
  'pm-suspend': { id: 12, number: 330, payload: power },
  'balloon-change': { id: 13, number: 331, payload: struct({ ...head, actualKib: uhyper }) },
  'pm-suspend-disk': { id: 14, number: 332, payload: power },
  'device-removed': { id: 15, number: 333, payload: alias },
  'block-job-2': { id: 16, number: 334, payload: blockJob },
  tunable: { id: 17, number: 346, payload: struct({ ...head, params: typedParams(2048) }) },
  'agent-lifecycle': { id: 18, number: 348, payload: struct({ ...head, state: int32, reason: int32 }) },
  'device-added': { id: 19, number: 354, payload: alias },
  'migration-iteration': { id: 20, number: 359, payload: struct({ ...head, iteration: int32 }) },
  'job-completed': { id: 21, number: 363, payload: struct({ ...head, params: typedParams(64) }) },
  'device-removal-failed': { id: 22, number: 367, payload: alias },
  'metadata-change': {
    id: 23,
    number: 379,
    payload: struct({ ...head, type: int32, namespace: optional(string) }),
  },
  'block-threshold': {
    id: 24,
    number: 385,
    payload: struct({ ...head, device: string, path: optional(string), threshold: uhyper, excess: uhyper }),
  },
  'memory-device-size-change': {
    id: 26,
    number: 438,
    payload: struct({ ...head, alias: string, size: uhyper }),
  },
  'nic-mac-change': {
    id: 27,
    number: 453,
    payload: struct({ ...head, alias: string, oldMac: string, newMac: string }),
  },
  'vcpu-removed': { id: 28, number: 454, payload: struct({ ...head, vcpu: uint32 }) },
  'channel-lifecycle': {
    id: 29,
    number: 455,
    payload: struct({ ...head, channel: string, state: int32, reason: int32 }),
  },
} as const;

export type EventKind = keyof typeof events;

/** Why the daemon lost its hypervisor (message 362): 0 error, 1 end of file, 2 keepalive, 3 client. */
export const connectionClosed = struct({ reason: int32 });
export const CONNECTION_CLOSED_NUMBER = 362;

import type { ErrorPayload } from '@virtscope/libvirt/wire';

/** libvirt's error numbers that the demo answers with, and the text each begins with. */
export const FAULT = {
  internal: 1,
  noSupport: 3,
  noConnection: 5,
  invalidArgument: 8,
  denied: 29,
  rpc: 39,
  noDomain: 42,
  noNetwork: 43,
  noStoragePool: 49,
  noStorageVolume: 50,
  noNodeDevice: 53,
  operationInvalid: 55,
  noInterface: 57,
  noFilter: 62,
  noSecret: 66,
  operationTimeout: 68,
  noSnapshot: 72,
  argumentUnsupported: 74,
  noMetadata: 80,
  agentUnresponsive: 86,
} as const;
export type FaultName = keyof typeof FAULT;

const prefixes: Record<FaultName, string> = {
  internal: 'internal error: ',
  noSupport: 'this function is not supported by the connection driver: ',
  noConnection: 'no connection driver available for ',
  invalidArgument: 'invalid argument: ',
  denied: 'operation forbidden: ',
  rpc: '',
  noDomain: 'Domain not found: ',
  noNetwork: 'Network not found: ',
  noStoragePool: 'Storage pool not found: ',
  noStorageVolume: 'Storage volume not found: ',
  noNodeDevice: 'Node device not found: ',
  noInterface: 'Interface not found: ',
  noFilter: 'Network filter not found: ',
  noSecret: 'Secret not found: ',
  noSnapshot: 'Domain snapshot not found: ',
  noMetadata: 'metadata not found: ',
  operationInvalid: 'Requested operation is not valid: ',
  operationTimeout: 'Timed out during operation: ',
  argumentUnsupported: 'argument unsupported: ',
  agentUnresponsive: 'Guest agent is not responding: ',
};

/** The part of libvirt an error comes from. */
export const ORIGIN = {
  none: 0,
  rpc: 7,
  qemu: 10,
  storage: 18,
  network: 19,
  domain: 20,
  nodeDevice: 22,
  interface: 26,
  secret: 30,
  filter: 33,
  snapshot: 35,
} as const;

/** A call that libvirt would answer with an error. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: FaultName;
  readonly payload: ErrorPayload;

  constructor(code: FaultName, origin: number, detail: string, about?: { str1: string; str2: string }) {
    const message = about ? detail : prefixes[code] + detail;
    super(message);
    this.code = code;
    this.payload = {
      code: FAULT[code],
      domain: origin,
      message,
      level: 2,
      dom: null,
      str1: about?.str1 ?? `${prefixes[code]}%s`,
      str2: about?.str2 ?? detail,
      str3: null,
      // libvirt leaves -1 where the error carries no more than its text.
      int1: about ? 0 : -1,
      int2: about ? 0 : -1,
      network: null,
    };
  }
}

/** An argument that one C function refuses, named as libvirt names it. */
export function badArgument(origin: number, message: string, func: string, argument: string): Fault {
  return new Fault('invalidArgument', origin, message, { str1: func, str2: argument });
}

/** Refuses flag bits outside `known`. */
export function checkFlags(flags: number, known: number, func: string): void {
  const unknown = (flags & ~known) >>> 0;
  if (unknown === 0) return;
  const message = `unsupported flags (0x${unknown.toString(16)}) in function ${func}`;
  throw badArgument(ORIGIN.qemu, message, func, 'flags');
}

import type { Call } from '../model/streams/call.ts';

/** A call, for tests. */
export function callOf(method: string, details: Partial<Call> = {}): Call {
  return {
    interface: 'libvirt',
    service: 'libvirtd',
    direction: 'out',
    method,
    peer: 'libvirt',
    outcome: 'ok',
    code: null,
    latencyMs: 1.5,
    bytesSent: 36,
    bytesReceived: 56,
    ...details,
  };
}

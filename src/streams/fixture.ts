import type { Call } from '../model/streams/call.ts';
import type { Line } from '../model/streams/line.ts';

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

/** A line of a log, for tests. */
export function lineOf(text: string, details: Partial<Line> = {}): Line {
  return {
    time: 1_800_000_000_000,
    severity: null,
    unit: 'qemu',
    host: 'host-1',
    vm: 'db1',
    source: '/var/log/libvirt/qemu/db1.log',
    text,
    cut: false,
    escaped: false,
    missed: 0,
    ...details,
  };
}

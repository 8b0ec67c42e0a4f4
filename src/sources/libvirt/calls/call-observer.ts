import type { CallObserver } from '@virtscope/libvirt';
import type { OnCall } from '../../../model/streams/call.ts';

/**
 * Hands on the calls of a connection, without their contents.
 *
 * @param peer id of the source; null where it has none yet.
 */
export function callObserver(peer: string | null, onCall: OnCall | undefined): CallObserver | undefined {
  return (
    onCall &&
    (({ procedure: method, outcome, code, latencyMs, bytesSent, bytesReceived }) =>
      onCall({
        interface: 'libvirt',
        service: 'libvirtd',
        direction: 'out',
        method,
        peer,
        outcome,
        code,
        latencyMs,
        bytesSent,
        bytesReceived,
      }))
  );
}

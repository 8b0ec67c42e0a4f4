import type { Message } from '../../streams/mod.ts';
import type * as wire from '../wire/messages.ts';

/** A message without its place in the log: what a filter can ask for. */
export function contentsOf(message: Message): Omit<wire.Message, 'id'> {
  const { interface: protocol, service, direction, method, peer, outcome, code, payload } = message;
  return {
    time: message.time / 1000,
    interface: protocol,
    service,
    direction,
    method,
    peer,
    outcome,
    code,
    latency: message.latencyMs === null ? null : Math.round(message.latencyMs * 1000) / 1e6,
    bytes: { sent: message.bytesSent, received: message.bytesReceived },
    payload,
  };
}

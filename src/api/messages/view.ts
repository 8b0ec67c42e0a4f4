import type { Message, MessageLog, MessageRead } from '../../streams/mod.ts';
import type * as wire from '../wire/messages.ts';

export function messageView(log: MessageLog, message: Message): wire.Message {
  const { interface: protocol, service, direction, method, peer, outcome, code, payload } = message;
  return {
    id: log.idOf(message),
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

/** Messages with the address of those behind them, which is asked for in the same way. */
export function messagesView(
  log: MessageLog,
  { messages, gap, cursor }: MessageRead,
  { limit }: { readonly limit: number },
): wire.Messages {
  const next = new URLSearchParams({ after: cursor, limit: String(limit), wait: '60' });
  return {
    messages: messages.map((message) => messageView(log, message)),
    gap,
    next: `/messages?${next.toString()}`,
  };
}

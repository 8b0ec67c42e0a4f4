import type { Filter, Message, MessageLog, MessageRead } from '../../streams/mod.ts';
import type * as wire from '../wire/messages.ts';

export function messageView(log: MessageLog, message: Message): wire.Message {
  return { id: log.idOf(message), ...contentsOf(message) };
}

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

/** Messages with the address of those behind them, which is asked for in the same way. */
export function messagesView(
  log: MessageLog,
  { messages, gap, cursor }: MessageRead,
  { limit, filter }: { readonly limit: number; readonly filter: Filter | null },
): wire.Messages {
  const next = new URLSearchParams({ after: cursor, limit: String(limit), wait: '60' });
  if (filter) next.set('filter', filter.text);
  return {
    messages: messages.map((message) => messageView(log, message)),
    gap,
    undecided: filter?.errors ?? 0,
    next: `/messages?${next.toString()}`,
  };
}

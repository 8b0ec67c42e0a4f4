import type { Message } from '../../api/wire/messages.ts';
import { quantity } from '../../model/text/quantity.ts';
import { cell } from '../terminal/cell.ts';
import type { Paint } from '../terminal/paint.ts';
import { printable } from '../printable.ts';
import { memory, unknown } from '../top/format.ts';
import type { RecordKind } from './kind.ts';
import { timeText } from './text.ts';

export const messages: RecordKind<Message> = { list: 'messages', event: 'message', isRecord, toLine };

/** As wide as it is: the method, which may be long, comes last. */
function toLine(message: Message, paint: Paint): string {
  const { time, direction, peer, outcome, code, latency, bytes, method } = message;
  const cells = [
    timeText(time),
    cell(direction, 3),
    cell(message.interface, 7),
    cell(peer ?? unknown, 12),
    cell(latency === null ? unknown : quantity(latency, 'seconds').join(' '), 8, 'right'),
    cell(memory(bytes.sent), 8, 'right'),
    cell(memory(bytes.received), 8, 'right'),
  ];
  const end = printable(code === null ? outcome : `${outcome} ${code}`);
  const isWell = outcome === 'ok' || outcome === 'closed';
  return [...cells, isWell ? end : paint.red(end), printable(method)].join(' ');
}

function isRecord(data: unknown): data is Message {
  const { id, time, bytes, latency, code, peer, ...words } = (data ?? {}) as Partial<Message>;
  const isText = (value: unknown): boolean => typeof value === 'string';
  const isNumber = (value: unknown): boolean => typeof value === 'number';
  return (
    [id, words.interface, words.direction, words.method, words.outcome].every(isText) &&
    isNumber(time) &&
    [code, peer].every((value) => value === null || isText(value)) &&
    [latency, bytes?.sent, bytes?.received].every((value) => value === null || isNumber(value))
  );
}

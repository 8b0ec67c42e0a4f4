import type { Message } from '../../api/wire/messages.ts';
import { quantity } from '../../model/text/quantity.ts';
import { cell } from '../terminal/cell.ts';
import type { Paint } from '../terminal/paint.ts';
import { printable } from '../printable.ts';
import { memory, unknown } from '../top/format.ts';

/** A message in one line, as wide as it is: the method, which may be long, comes last. */
export function messageLine(message: Message, paint: Paint): string {
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

/** How many messages are missing. */
export function gapText(gap: number | null): string {
  if (gap === 0) return 'connected again: no message is missing';
  if (gap === null) return 'the server was started anew: how many messages are missing is not known';
  return `${gap} ${gap === 1 ? 'message is' : 'messages are'} missing: the server has dropped ${gap === 1 ? 'it' : 'them'}`;
}

function timeText(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? unknown : date.toISOString();
}

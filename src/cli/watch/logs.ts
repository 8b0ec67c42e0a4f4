import type { LogLine } from '../../api/wire/logs.ts';
import { cell } from '../terminal/cell.ts';
import type { Paint } from '../terminal/paint.ts';
import { printable } from '../printable.ts';
import { unknown } from '../top/format.ts';
import type { RecordKind } from './kind.ts';
import { timeText } from './text.ts';

export const logs: RecordKind<LogLine> = { list: 'logs', event: 'line', isRecord, toLine };

/** Names that syslog gives severities, from 0 on. */
const severities = ['emerg', 'alert', 'crit', 'error', 'warning', 'notice', 'info', 'debug'];
/** Severities from here down are trouble. */
const ERROR = 3;

/** As wide as it is: the text comes last. */
function toLine({ time, severity, unit, vm, text, cut, missed }: LogLine, paint: Paint): string {
  const word = severity === null ? unknown : (severities[severity] ?? unknown);
  const isBad = severity !== null && severity <= ERROR;
  const shown = [cell(word, 7), cell(unit ?? unknown, 16), cell(vm ?? unknown, 12)];
  const gap = missed === 0 ? '' : paint.yellow(`[${missed ?? 'perhaps lines'} missing] `);
  const end = printable(text) + (cut ? '…' : '');
  return [timeText(time), ...shown, gap + (isBad ? paint.red(end) : end)].join(' ');
}

function isRecord(data: unknown): data is LogLine {
  const { id, time, severity, unit, vm, text, cut, missed } = (data ?? {}) as Partial<LogLine>;
  return (
    [id, text].every((value) => typeof value === 'string') &&
    [unit, vm].every((value) => value === null || typeof value === 'string') &&
    [severity, missed].every((value) => value === null || typeof value === 'number') &&
    typeof time === 'number' &&
    typeof cut === 'boolean'
  );
}

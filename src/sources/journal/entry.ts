import { bytesText, wholeCharacters } from '../../lib/text/bytes-text.ts';
import { MAX_LINE_BYTES, type Line } from '../../model/streams/line.ts';

/** An entry as `journalctl -o json` prints it. */
export type Entry = Readonly<Record<string, unknown>>;

/** The fields that are asked for, besides those that every entry has. */
export const entryFields = ['MESSAGE', 'PRIORITY', '_HOSTNAME', '_SYSTEMD_UNIT', 'SYSLOG_IDENTIFIER'];

/** The scope that systemd-machined makes for a VM: `machine-qemu\x2d7\x2ddb1.scope`. */
const machineScope = /^machine-qemu\\x2d\d+\\x2d(.+)\.scope$/;

/**
 * A line of an entry.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { lineOf } from './entry.ts';
 * const entry = { MESSAGE: [27, 91, 255], PRIORITY: '3', __REALTIME_TIMESTAMP: '1795214825290240' };
 * const { text, severity, time } = lineOf(entry, 0);
 * assert.deepEqual([text, severity, time], ['\u001b[\\xff', 3, 1_795_214_825_290.24]);
 */
export function lineOf(entry: Entry, missed: number | null): Line {
  const bytes = bytesOf(entry['MESSAGE']);
  const isLong = bytes !== null && bytes.length > MAX_LINE_BYTES;
  const kept = isLong ? wholeCharacters(bytes.subarray(0, MAX_LINE_BYTES)) : (bytes ?? Buffer.alloc(0));
  const unit = nameOf(entry['_SYSTEMD_UNIT']);
  return {
    time: Number(entry['__REALTIME_TIMESTAMP']) / 1000,
    severity: severityOf(entry['PRIORITY']),
    unit: unit ?? nameOf(entry['SYSLOG_IDENTIFIER']),
    host: nameOf(entry['_HOSTNAME']),
    vm: unescaped(machineScope.exec(unit ?? '')?.[1]),
    source: 'journal',
    ...bytesText(kept),
    cut: bytes === null || isLong,
    missed,
  };
}

/**
 * A value has one of three shapes: a text, numbers where it has bytes that are no text, or a list of such where the field
 * repeats. Null is one that was too long.
 */
function bytesOf(value: unknown): Buffer | null {
  if (value === null) return null;
  if (!Array.isArray(value)) return Buffer.from(typeof value === 'string' ? value : '');
  if (value.every((element) => typeof element === 'number')) return Buffer.from(value);
  const parts = value.map((part) => bytesOf(part) ?? Buffer.alloc(0));
  return Buffer.concat(parts.flatMap((part, i) => (i === 0 ? [part] : [Buffer.from('\n'), part])));
}

function nameOf(value: unknown): string | null {
  const bytes = bytesOf(value);
  return bytes === null || bytes.length === 0 ? null : bytesText(bytes.subarray(0, 255)).text;
}

function severityOf(value: unknown): number | null {
  return typeof value === 'string' && /^[0-7]$/.test(value) ? Number(value) : null;
}

/** A part of a unit's name as it was before systemd escaped it. */
function unescaped(part: string | undefined): string | null {
  if (part === undefined) return null;
  const bytes = part.replaceAll(/\\x([0-9a-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return bytesText(Buffer.from(bytes, 'latin1')).text;
}

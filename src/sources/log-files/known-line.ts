/** What a line says of itself. */
export interface Said {
  /** Epoch ms; null where it has no time of its own. */
  readonly time: number | null;
  readonly severity: number | null;
}

/** `2026-11-20 22:52:27.144+0000: ` of libvirt, also in the log of a VM; a daemon goes on with thread and severity. */
const libvirt =
  /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3})([+-]\d{4}): (?:\d+: (error|warning|info|debug) : )?/;
/** `2026-11-20T22:55:13.394470Z ` of QEMU with `-msg timestamp=on`. */
const qemu = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})\d*Z /;
/** `23675@1795215311.085589:` of QEMU's traces: process, and seconds. */
const trace = /^\d{1,10}@(\d{1,10}\.\d{1,9}):/;

const severities: Readonly<Record<string, number>> = { error: 3, warning: 4, info: 6, debug: 7 };

/**
 * Time and severity of a line of libvirt or QEMU, as far as it has them.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { readKnownLine } from './known-line.ts';
 * const line = '2026-11-20 22:53:43.522+0000: 23619: error : virNetSocketReadWire:1793 : End of file';
 * assert.deepEqual(readKnownLine(line), { time: Date.UTC(2026, 10, 20, 22, 53, 43, 522), severity: 3 });
 * assert.deepEqual(readKnownLine('LC_ALL=C \\'), { time: null, severity: null });
 */
export function readKnownLine(text: string): Said {
  const [, date, clock, zone, word = ''] = libvirt.exec(text) ?? [];
  if (date !== undefined) {
    return { time: epochMs(Date.parse(`${date}T${clock}${zone}`)), severity: severities[word] ?? null };
  }
  const [, stamp] = qemu.exec(text) ?? [];
  if (stamp !== undefined) return { time: epochMs(Date.parse(`${stamp}Z`)), severity: null };
  const [, seconds] = trace.exec(text) ?? [];
  return { time: seconds === undefined ? null : Math.floor(Number(seconds) * 1000), severity: null };
}

/** Null for a date that there is not, such as the 31st of February. */
function epochMs(time: number): number | null {
  return Number.isNaN(time) ? null : time;
}

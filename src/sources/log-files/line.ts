import { basename } from 'node:path';
import { bytesText, wholeCharacters } from '../../lib/text/bytes-text.ts';
import type { ByteLine } from '../../lib/text/line-splitter.ts';
import type { Line } from '../../model/streams/line.ts';
import { readKnownLine } from './known-line.ts';

/** What all lines of a file have in common. */
export type FileFacts = Pick<Line, 'unit' | 'host' | 'vm' | 'source'>;

/** libvirt writes what a VM's QEMU says to a file with the VM's name, the daemon of one user to another directory. */
const vmLog = /\/libvirt\/qemu\/(?:log\/)?([^/]+)\.log$/;

/**
 * What the path of a log says of its lines.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { factsOf } from './line.ts';
 * const { unit, vm } = factsOf('/var/log/libvirt/qemu/db1.log', 'host-1');
 * assert.deepEqual([unit, vm], ['qemu', 'db1']);
 * assert.equal(factsOf('/var/log/libvirt/libvirtd.log', 'host-1').unit, 'libvirtd');
 */
export function factsOf(path: string, host: string): FileFacts {
  const [, vm = null] = vmLog.exec(path) ?? [];
  return { unit: vm === null ? basename(path, '.log') : 'qemu', host, vm, source: path };
}

/** A line of a file that was read at a time, in epoch ms. */
export function lineOf(
  { bytes, cut }: ByteLine,
  {
    facts,
    readAt,
    missed,
  }: { readonly facts: FileFacts; readonly readAt: number; readonly missed: number | null },
): Line {
  const { text, escaped } = bytesText(cut ? wholeCharacters(bytes) : bytes);
  const { time, severity } = readKnownLine(text);
  return { ...facts, time: time ?? readAt, severity, text, cut, escaped, missed };
}

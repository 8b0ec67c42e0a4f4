import type { Capacity } from '../../../../src/api/wire/capacity.ts';
import { text } from '../../format/format.ts';

/** `33 of 42 machines run`. */
export function countText({ running, defined }: Capacity['machines']): string {
  return `${running} of ${defined} ${defined === 1 ? 'machine runs' : 'machines run'}`;
}

/** `2.8 × overcommitted`, or the part that is given away. */
export function overcommitText(overcommit: number): string {
  if (overcommit > 1.005) return `${overcommit.toFixed(1)}\u00a0× overcommitted`;
  return `${text(overcommit, 'ratio')} given away`;
}

/** What still fits, and the rule. */
export function roomText({ physical, running, reserve, fits }: Capacity['memory']): string {
  if (physical === null || reserve === null || fits === null) {
    return 'What still fits is not known: the memory of the host is not read.';
  }
  const rule = `${text(physical, 'bytes')} less ${text(running.allocated, 'bytes')} that run, less ${text(reserve, 'bytes')} for the host itself`;
  const most = running.unknown > 0 ? 'at most ' : '';
  return fits > 0
    ? `Room for ${most}${text(fits, 'bytes')} more memory: ${rule}.`
    : `No room for more memory: ${rule}.`;
}

/** What is not counted; empty where all sizes are known. */
export function unknownText({ vcpus, memory }: Pick<Capacity, 'vcpus' | 'memory'>): string {
  const unknown = Math.max(vcpus.defined.unknown, memory.defined.unknown);
  if (unknown === 0) return '';
  return `Not counted: ${unknown} ${unknown === 1 ? 'machine' : 'machines'} of unknown size.`;
}

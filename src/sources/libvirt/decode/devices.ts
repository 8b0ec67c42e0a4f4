import { segment } from '../../../model/vocabulary.ts';
import { LIMITS } from '../limits.ts';
import type { RecordBuffer } from './record-buffer.ts';
import type { Vm } from '../vm.ts';

/** Numbers of the elements of an array in this record, ascending; there may be holes. */
export function indexes(record: RecordBuffer, array: string): number[] {
  const found = new Set<number>();
  for (const id of record.seen) {
    const field = record.fields.field(id);
    if (field?.array === array) found.add(field.index);
  }
  return [...found].toSorted((a, b) => a - b);
}

/** Interfaces by number: those of the XML, also where the record leaves one out, and what the record has besides. */
export function nics({ description }: Vm, record: RecordBuffer): Map<number, string> {
  const found = new Map(description?.nics.map(({ key }, index) => [index, key]));
  for (const index of indexes(record, 'net')) if (!found.has(index)) found.set(index, `nic${index}`);
  return found;
}

/**
 * Disks by key; of a chain of images that share a target the first is the disk itself. One that the XML has and the
 * record leaves out gets a number that no record has.
 */
export function disks({ description, needsXml }: Vm, record: RecordBuffer): Map<string, number> {
  const found = new Map<string, number>();
  for (const index of indexes(record, 'block')) {
    const name = record.fields.id(`block.${index}.name`);
    // One character more than is taken: a name that was cut is seen to be too long.
    const key = record.has(name) ? segment(record.text(name, LIMITS.keyLength + 1)) : null;
    if (key !== null && !found.has(key)) found.set(key, index);
  }
  const described = needsXml ? [] : (description?.disks ?? []);
  for (const { key } of described) if (!found.has(key)) found.set(key, NaN);
  return found;
}

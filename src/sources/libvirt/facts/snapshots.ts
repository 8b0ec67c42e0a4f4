import type { FactReading } from '../../../lib/fact-readings.ts';
import { ElementText } from '../decode/element-text.ts';
import { places, walkXml, type Place } from '../decode/walk-xml.ts';
import { unknown, unknownBecause } from './reasons.ts';

/** Times of snapshots by name, epoch ms, and the monotonic ms at which each was read. */
export type SnapshotTimes = ReadonlyMap<string, { readonly time: number | null; readonly readAt: number }>;

/** Snapshots of a VM without a parent that are looked at: every other one is younger than one of them. */
export const MAX_ROOTS = 16;
/** A snapshot can be replaced by another of its name. */
const KEPT_MS = 3_600_000;

/** Times that are still good, and the names of snapshots whose XML is to be read. */
export function knownTimes(
  names: readonly string[],
  times: SnapshotTimes,
  now: number,
): { known: SnapshotTimes; missing: readonly string[] } {
  const known = new Map(names.flatMap((name) => {
    const read = times.get(name);
    return read && now - read.readAt < KEPT_MS ? [[name, read] as const] : [];
  })); // prettier-ignore
  return { known, missing: names.filter((name) => !known.has(name)) };
}

/** Epoch ms at which a snapshot was made; null where its XML does not have it. @throws Error when it is no XML */
export async function snapshotTime(xml: string): Promise<number | null> {
  const creation = new ElementText();
  const root: Place = { inside: places({ creationTime: creation.place }) };
  await walkXml(xml, root);
  const seconds = Number(creation.text ?? NaN);
  return Number.isSafeInteger(seconds * 1000) && seconds > 0 ? seconds * 1000 : null;
}

/** When the oldest snapshot was made, of a VM that has so many without a parent. */
export function oldestFact(times: SnapshotTimes, roots: number): FactReading<number> {
  if (roots > MAX_ROOTS) return unknown(unknownBecause.manySnapshots);
  const known = Array.from(times.values(), ({ time }) => time).filter((time) => time !== null);
  if (known.length === 0) return unknown(unknownBecause.notReported);
  return { value: Math.min(...known), origin: 'hypervisor', reason: null };
}

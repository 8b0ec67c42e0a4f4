import type { Guest } from './guest.ts';

export interface Snapshot {
  readonly name: string;
  /** Epoch ms. */
  readonly createdAt: number;
  /** Null for the first. */
  readonly parent: string | null;
}

const DAY_MS = 86_400_000;
/** Made each night at two o'clock UTC, and kept for so many nights. */
const NIGHTLY = { atMs: 2 * 3_600_000, kept: 3 } as const;
const UPDATE_MS = Date.UTC(2025, 2, 4, 17, 30);

const isNightly = ({ about: { tags } }: Guest): boolean => tags.includes('backup');
const isLegacy = ({ about: { tags } }: Guest): boolean => tags.includes('legacy');

export function hasSnapshots(guest: Guest): boolean {
  return isNightly(guest) || isLegacy(guest);
}

/** The snapshots of a guest at `now` (epoch ms), oldest first: each is the parent of the next. */
export function snapshotsOf(guest: Guest, now: number): Snapshot[] {
  if (isLegacy(guest)) return [{ name: 'before-update', createdAt: UPDATE_MS, parent: null }];
  if (!isNightly(guest)) return [];
  const night = Math.floor((now - NIGHTLY.atMs) / DAY_MS);
  const nameOf = (createdAt: number): string => `nightly-${new Date(createdAt).toISOString().slice(0, 10)}`;
  return Array.from({ length: NIGHTLY.kept }, (_, n) => {
    const createdAt = (night - NIGHTLY.kept + 1 + n) * DAY_MS + NIGHTLY.atMs;
    return { name: nameOf(createdAt), createdAt, parent: n === 0 ? null : nameOf(createdAt - DAY_MS) };
  });
}

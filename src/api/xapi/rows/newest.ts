import type { Entity } from '../../../model/entity.ts';
import type { Store } from '../../../store/mod.ts';

type Newest = Pick<Store, 'newest'>;

/**
 * End of the newest row of a length that all these entities have whole, in epoch ms; null before the first. Waits for a
 * source that is one row behind, as a client that polls reads each row once; not for a source that has stopped.
 */
export function commonNewest(store: Newest, entities: readonly Entity[], stepMs: number): number | null {
  const bySource = new Map(entities.map((entity) => [`${entity.class} ${entity.source}`, entity]));
  const ends = Array.from(bySource.values(), ({ class: cls, id }) => store.newest(cls, id, stepMs));
  const last = Math.max(0, ...ends);
  return last === 0 ? null : Math.min(...ends.filter((end) => end >= last - stepMs));
}

/**
 * End of the newest point of an entity at which every longer row that has ended by then is there too: the points in
 * memory are ahead of the rows on disk by a moment. Null before the first.
 */
export function wholeUntil(
  store: Newest,
  { class: cls, id }: Entity,
  [pointMs, ...rowsMs]: readonly number[],
): number | null {
  const newest = pointMs === undefined ? 0 : store.newest(cls, id, pointMs);
  if (pointMs === undefined || newest === 0) return null;
  return Math.min(newest, ...rowsMs.map((rowMs) => store.newest(cls, id, rowMs) + rowMs - pointMs));
}

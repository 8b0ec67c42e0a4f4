import { chunk } from '../../lib/chunk.ts';
import { entityClasses } from '../../model/classes.ts';
import type { Entity } from '../../model/entity.ts';
import type { Store } from '../../store/mod.ts';
import type { Gap } from './backlog.ts';

export interface ReplayColumn {
  readonly entity: Entity;
  readonly metric: string;
  readonly values: Float64Array;
}

/** Rows of some series; row i ends at start + (i + 1) · step. */
export interface ReplayBlock {
  readonly startMs: number;
  readonly stepMs: number;
  readonly columns: readonly ReplayColumn[];
  /** The part of the gap that these rows are for; rows before it only show which series were live just before. */
  readonly window: Gap;
  /** Whether all rows of the window have now been given. */
  readonly isLast: boolean;
}

/** Where samples come from that a receiver has missed. */
export interface ReplaySource {
  /** The finest rows that are held of a source, newest window first: the finest are the first to be forgotten. */
  rows(gap: Gap): AsyncIterable<ReplayBlock>;
}

/** Rows that one window has, or 60 s, whichever is more. */
const windowRows = 10;
const windowMs = 60_000;

/** Replays from a store's history, so many entities at a time. */
export function replayFrom(
  store: Pick<Store, 'entities' | 'past' | 'metrics' | 'history'>,
  entitiesAtOnce = 200,
): ReplaySource {
  return { rows };

  async function* rows(gap: Gap): AsyncGenerator<ReplayBlock, void, undefined> {
    let length = windowMs;
    for (let { toMs } = gap; toMs > gap.fromMs;) {
      const fromMs = Math.max(gap.fromMs, Math.floor((toMs - 1) / length) * length);
      const window = { ...gap, fromMs, toMs };
      const groups = groupsFrom(gap.source);
      let coarsest = 0;
      let isHeld = false;
      for (const [i, entities] of groups.entries()) {
        const block = await read(entities, window);
        coarsest = Math.max(coarsest, block.stepMs);
        isHeld ||= block.columns.length > 0;
        yield { ...block, isLast: i === groups.length - 1 };
      }
      // Where not even a window with room for a row has one, nothing is held of that time, nor of what was before.
      if (!isHeld && coarsest <= toMs - fromMs) return;
      length = Math.max(windowMs, windowRows * coarsest);
      toMs = fromMs;
    }
  }

  /** Entities of one class and source, a few at a time. */
  function groupsFrom(source: string): Entity[][] {
    return entityClasses.flatMap((cls) => {
      const entities = [...store.entities(cls), ...store.past(cls)].filter(
        (entity) => entity.source === source,
      );
      return chunk(entities, entitiesAtOnce);
    });
  }

  async function read(entities: readonly Entity[], window: Gap): Promise<Omit<ReplayBlock, 'isLast'>> {
    const metrics = [...new Set(entities.flatMap((entity) => store.metrics(entity)))];
    // A millisecond earlier is a row earlier: the one that ends where the window begins.
    const query = { entities, metrics, start: window.fromMs - 1, end: window.toMs };
    const { start, stepMs, rows: count, columns } = await store.history(query);
    return { startMs: start, stepMs, columns: count > 0 ? columns : [], window };
  }
}

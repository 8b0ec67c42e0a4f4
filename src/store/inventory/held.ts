import type { Entity } from '../../model/entity.ts';
import type { EntityIndex } from '../head/entity-index.ts';
import { unreportedEntity, type EntityRecord } from './entity-record.ts';

/** How long a VM that is between two hosts is shown as it was before. */
const MOVE_MS = 30_000;

/** Entities that are shown as they were last known, in place of what sources report of them now. */
export class Held {
  readonly #index: EntityIndex;
  readonly #shown = new Map<EntityRecord, Entity>();

  constructor(index: EntityIndex) {
    this.#index = index;
  }

  show(record: EntityRecord, entity: Entity): void {
    this.#shown.set(record, entity);
    this.#index.hold(entity);
  }

  /**
   * Shows a VM that is between two hosts as it was; after half a minute as unknown.
   *
   * @param last as a source reported it last
   * @param since when it is between them, and `now`: epoch ms
   */
  hold(record: EntityRecord, last: Entity | undefined, { since, now }: { since: number; now: number }): void {
    const shown = this.#shown.get(record);
    const isLost = now - since > MOVE_MS || !last;
    if (shown && (!isLost || shown.state === 'unknown')) return;
    const { state, stateSince, stateAtLeast } = record;
    if (!isLost) {
      const asBefore = { state, stateSince, stateAtLeast, stateReason: null, condition: null };
      this.show(record, last.state === 'unknown' ? last : { ...last, ...asBefore });
      return;
    }
    const reason = 'its host does not list it any more, and another that may have it cannot be reached';
    this.show(record, unreportedEntity(record, { since, reason }));
  }

  end(record: EntityRecord): void {
    if (this.#shown.delete(record)) this.#index.release(record.class, record.id);
  }
}

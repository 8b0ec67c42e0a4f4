import type { Batch } from '../../model/batch.ts';
import { hostOf, type Entity } from '../../model/entity.ts';
import { standingOf } from '../head/standing.ts';
import type { EntityRecord } from './entity-record.ts';

/** How long a VM that its host has lost may be on one that cannot be reached. */
const AWAY_MS = 300_000;

/** A VM whose host does not have it any more: since (epoch ms) which list. */
interface Move {
  readonly since: number;
  /** The source of that list. */
  readonly by: string;
}

/**
 * VMs between two hosts. What a list lacks is removed, and what was migrated away is off, only when no other source that
 * lists VMs has it: each must have listed since (an answer about absence must be proved complete).
 */
export class Moves {
  readonly #moves = new Map<EntityRecord, Move>();
  /** Epoch ms of the newest complete list of VMs, by source; −Infinity for one that had VMs before the restart. */
  readonly #listed = new Map<string, number>();
  /** Sources that were there before the restart, without VMs, and have not delivered since. */
  readonly #expected = new Set<string>();

  /** Takes what was known before a restart. */
  expect({ class: cls, source, goneSince }: EntityRecord): void {
    if (goneSince !== null) return;
    if (cls === 'VM') this.#listed.set(source, -Infinity);
    else this.#expected.add(source);
  }

  /** @returns whether the source lists VMs for the first time: what it has may have been so for long */
  note({ source, complete, time }: Batch): boolean {
    const isNew = !this.#listed.has(source) && !this.#expected.has(source);
    this.#expected.delete(source);
    if (!complete.includes('VM')) return false;
    this.#listed.set(source, time);
    return isNew;
  }

  remove(source: string): void {
    this.#listed.delete(source);
    this.#expected.delete(source);
  }

  begin(record: EntityRecord, move: Move): void {
    this.#moves.set(record, move);
  }

  /** Records that are not settled. */
  pending(): EntityRecord[] {
    return [...this.#moves.keys()];
  }

  /** Epoch ms since which a record is not settled; Infinity for one that is. */
  since(record: EntityRecord): number {
    return this.#moves.get(record)?.since ?? Infinity;
  }

  /** @returns whether it was not settled */
  end(record: EntityRecord): boolean {
    return this.#moves.delete(record);
  }

  /**
   * Whether what sources report of a record (`null`: none has it) is where it is, and not the middle of a move.
   *
   * @param batch that shows it
   */
  isSettled(record: EntityRecord, entity: Entity | null, batch: Batch): boolean {
    if (record.class !== 'VM' || record.goneSince !== null) return true;
    const standing = entity && standingOf(entity);
    if (standing === 'active') return true;
    const isHome = entity?.source === record.source || isSameHost(record, entity);
    if (isHome && (standing !== 'leaving' || entity?.state === record.state)) return true;
    const { time, durationMs, source } = batch;
    const move = this.#moves.get(record) ?? { since: time + durationMs, by: source };
    this.#moves.set(record, move);
    const late = [...this.#listed].filter(([id, at]) => id !== move.by && at < move.since);
    // A host that is away keeps its VMs, however long.
    if (late.some(([id]) => id === record.source)) return false;
    // Where it arrives it will run, or be gone.
    const isAnswered = standing !== 'arriving' && late.length === 0 && this.#expected.size === 0;
    return isAnswered || time >= move.since + AWAY_MS;
  }
}

function isSameHost(record: EntityRecord, entity: Entity | null): boolean {
  const host = hostOf(record);
  return entity !== null && host !== null && hostOf(entity) === host;
}

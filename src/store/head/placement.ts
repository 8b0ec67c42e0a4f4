import { hostOf, type Entity } from '../../model/entity.ts';
import type { SeriesTable } from '../../model/series.ts';
import { standingOf } from './standing.ts';

/** What is indexed of one table. */
export interface IndexedTable {
  readonly series: SeriesTable;
  version: number;
  readonly entries: Map<Entity, Entry>;
  /** End of the row of its newest batch, epoch ms; while that is taken, of the one before. */
  rowEndMs: number;
  /** Of its newest batch with a complete list of VMs: epoch ms, and of the end of its row. */
  listed: { readonly time: number; readonly rowEndMs: number };
}

/** An entity, and the name by which it is ordered: a source renames its entities in place. */
export interface Entry {
  readonly entity: Entity;
  readonly name: string;
  readonly table: IndexedTable;
  /** Epoch ms of the batch since which it is active; null while it is not. */
  activeSince: number | null;
}

/** Longer than the time in which two lists, one older than the other, both show a VM that migrates as running. */
const CONFLICT_MS = 30_000;
/** Batches in which a source must have more series before its entity replaces that of another source of the host. */
const RICHER_BATCHES = 3;

/** One entity that several sources report: which of them has it, and whether it is at work on two hosts at once. */
export class Placement {
  #entries: readonly Entry[];
  #primary: Entry;
  /** Batches in a row in which an entry had more series than the primary one. */
  readonly #richer = new Map<Entry, number>();
  /** Epoch ms since which it is active on two hosts, and whether that is a conflict. */
  #both: { readonly since: number; readonly isConflict: boolean } | null = null;

  constructor(first: Entry) {
    this.#entries = [first];
    this.#primary = first;
    first.activeSince = standingOf(first.entity) === 'active' ? (first.activeSince ?? -Infinity) : null;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  add(entry: Entry): void {
    this.#entries = [...this.#entries, entry];
  }

  remove(entry: Entry): void {
    this.#entries = this.#entries.filter((one) => one !== entry);
    this.#richer.delete(entry);
  }

  replace(entry: Entry, renamed: Entry): void {
    this.#entries = this.#entries.map((one) => (one === entry ? renamed : one));
    if (this.#primary === entry) this.#primary = renamed;
  }

  /** Takes what a batch of one of the sources has. */
  see(entry: Entry, time: number): void {
    const standing = standingOf(entry.entity);
    if (standing === 'active') entry.activeSince ??= time;
    // One that could not be reached for a while has not begun anew.
    else if (standing !== 'away') entry.activeSince = null;
    const isRicher =
      entry !== this.#primary &&
      isSameHost(entry, this.#primary) &&
      seriesOf(entry) > seriesOf(this.#primary);
    this.#richer.set(entry, isRicher ? (this.#richer.get(entry) ?? 0) + 1 : 0);
    this.#compare(time);
  }

  /** The one that counts now: it stays until another is better. */
  choose(): Entry {
    const stays = this.#entries.includes(this.#primary);
    let best = stays ? this.#primary : (this.#entries[0] as Entry);
    for (const entry of this.#entries) if (entry !== best && this.#isBetter(entry, best)) best = entry;
    if (best !== this.#primary) this.#richer.clear();
    this.#primary = best;
    return best;
  }

  /** Ids of the hosts that it is active on at once, and since when; null where that is none or one, or may be a migration. */
  get conflict(): { readonly hosts: readonly string[]; readonly since: number } | null {
    if (!this.#both?.isConflict) return null;
    return { hosts: [...this.#hosts(['active', 'away']).keys()], since: this.#both.since };
  }

  #isBetter(entry: Entry, than: Entry): boolean {
    const [standing, other] = [standingOf(entry.entity), standingOf(than.entity)];
    const isHere = isSameHost(entry, than);
    if (standing === 'active') {
      // What was listed before the other went away may have moved there.
      if (other === 'away' && !isHere) return entry.table.listed.time > than.table.listed.time;
      if (other !== 'active') return true;
      return isHere ? (this.#richer.get(entry) ?? 0) >= RICHER_BATCHES : isNewer(entry, than);
    }
    if (isHere && other === 'away') return standing !== 'away';
    return other === 'leaving' && (standing === 'arriving' || standing === 'off');
  }

  #compare(now: number): void {
    // One that began is not over because one of the two cannot be reached.
    const standings = this.#both?.isConflict ? ['active', 'away'] : ['active'];
    const hosts = this.#entries.every((entry) => isSameHost(entry, this.#primary))
      ? null
      : this.#hosts(standings);
    if (!hosts || hosts.size < 2) this.#both = null;
    else {
      const { since, isConflict } = this.#both ?? { since: now, isConflict: false };
      const seen = Math.min(...hosts.values());
      this.#both = { since, isConflict: isConflict || seen - since >= CONFLICT_MS };
    }
  }

  /** By host where it has such a standing, epoch ms of the newest list that shows it. */
  #hosts(standings: readonly string[]): Map<string, number> {
    const hosts = new Map<string, number>();
    for (const { entity, table } of this.#entries) {
      const host = hostOf(entity);
      if (host === null || !standings.includes(standingOf(entity))) continue;
      hosts.set(host, Math.max(hosts.get(host) ?? -Infinity, table.listed.time));
    }
    return hosts;
  }
}

function isSameHost(a: Entry, b: Entry): boolean {
  const host = hostOf(a.entity);
  return host !== null && host === hostOf(b.entity);
}

/** Whether it became active after the other was last seen to be, and in a later row: rows are of one of the two. */
function isNewer({ activeSince, table }: Entry, than: Entry): boolean {
  const { time, rowEndMs } = than.table.listed;
  return activeSince !== null && activeSince > time && table.listed.rowEndMs > rowEndMs;
}

function seriesOf({ entity, table }: Entry): number {
  return table.series.metrics(entity).size;
}

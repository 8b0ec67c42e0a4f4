/** A time for which a receiver has nothing of a source: (fromMs, toMs], by the ends of rows. */
export interface Gap {
  readonly source: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a receiver still lacks, each source in pieces that do not touch. */
export class Backlog {
  #gaps: Gap[] = [];

  constructor(gaps: readonly Gap[] = []) {
    for (const gap of gaps) this.add(gap);
  }

  list(): readonly Gap[] {
    return this.#gaps;
  }

  /** The one that ends last of these sources, because the finest rows are the first to be forgotten. */
  next(sources: Pick<ReadonlySet<string>, 'has'>): Gap | null {
    return this.#gaps
      .filter(({ source }) => sources.has(source))
      .reduce<Gap | null>((last, gap) => (last && last.toMs >= gap.toMs ? last : gap), null);
  }

  add({ source, fromMs, toMs }: Gap): void {
    if (toMs <= fromMs) return;
    const touches = (gap: Gap): boolean => gap.source === source && gap.fromMs <= toMs && gap.toMs >= fromMs;
    const joined = this.#gaps.filter(touches);
    this.#gaps = this.#gaps.filter((gap) => !touches(gap));
    this.#gaps.push({
      source,
      fromMs: Math.min(fromMs, ...joined.map((gap) => gap.fromMs)),
      toMs: Math.max(toMs, ...joined.map((gap) => gap.toMs)),
    });
  }

  /** That time is filled. */
  remove({ source, fromMs, toMs }: Gap): void {
    if (toMs <= fromMs) return;
    const left: Gap[] = [];
    for (const gap of this.#gaps) {
      if (gap.source !== source || gap.fromMs >= toMs || gap.toMs <= fromMs) left.push(gap);
      else {
        if (gap.fromMs < fromMs) left.push({ ...gap, toMs: fromMs });
        if (gap.toMs > toMs) left.push({ ...gap, fromMs: toMs });
      }
    }
    this.#gaps = left;
  }

  /** The same less these. */
  without(others: Backlog): Backlog {
    const rest = new Backlog(this.#gaps);
    for (const gap of others.#gaps) rest.remove(gap);
    return rest;
  }

  /** Milliseconds in all. */
  get totalMs(): number {
    return this.#gaps.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  }
}

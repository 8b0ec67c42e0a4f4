import type { Series } from './series-table.ts';

const PAGE = 1024;

/** Series by their ids, in pages; a page whose series are all forgotten is given up. */
export class SeriesById {
  readonly #pages = new Map<number, { readonly series: (Series | undefined)[]; count: number }>();

  get(id: number): Series | undefined {
    return this.#pages.get(Math.floor(id / PAGE))?.series[id % PAGE];
  }

  add(series: Series): void {
    const number = Math.floor(series.id / PAGE);
    let page = this.#pages.get(number);
    if (!page) {
      page = { series: Array.from<Series | undefined>({ length: PAGE }), count: 0 };
      this.#pages.set(number, page);
    }
    if (page.series[series.id % PAGE] === undefined) page.count += 1;
    page.series[series.id % PAGE] = series;
  }

  delete(id: number): void {
    const number = Math.floor(id / PAGE);
    const page = this.#pages.get(number);
    if (page?.series[id % PAGE] === undefined) return;
    page.series[id % PAGE] = undefined;
    page.count -= 1;
    if (page.count === 0) this.#pages.delete(number);
  }

  /** All, mostly in the order of their ids. */
  *values(): IterableIterator<Series> {
    for (const { series } of this.#pages.values()) {
      for (const each of series) if (each) yield each;
    }
  }
}

import { signal } from '@preact/signals';
import type { Series } from '../../../src/api/wire/history.ts';
import type { Top } from '../../../src/api/wire/top.ts';
import { getJson } from './api.ts';
import type { TopQuestion } from './top.ts';

/** Rows of a line. */
export const trendRows = 60;

type Lines = ReadonlyMap<string, readonly (number | null)[]>;

/** How each machine of a ranking used a metric in its window: one request for all of them. */
export class Trends {
  /** By id. */
  readonly lines = signal<Lines>(new Map());
  #asked = '';
  #again = 0;

  /** Asks for the lines of an answer, unless those on the screen are nearly as new. */
  async show({ metric, seconds }: TopQuestion, { rows, end }: Top, left: AbortSignal): Promise<void> {
    const ids = rows.map(({ id }) => id);
    const asked = [metric, seconds, ...ids.toSorted()].join(' ');
    if (ids.length === 0 || (asked === this.#asked && end < this.#again)) return;
    const query = new URLSearchParams({
      metrics: metric,
      ids: ids.join(','),
      start: `-${seconds}`,
      step: String(seconds / trendRows),
    });
    const answer = await getJson<Series>(`/metrics/VM/history?${query}`, left).catch(() => null);
    if (!answer || left.aborted) return;
    [this.#asked, this.#again] = [asked, end + seconds / trendRows];
    this.lines.value = new Map(answer.series.map(({ id, data }) => [id, data.slice(-trendRows)]));
  }
}

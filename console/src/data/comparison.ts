import { computed, effect, signal, untracked } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Series } from '../../../src/api/wire/history.ts';
import { getJson, type ApiError } from './api.ts';
import type { Line } from '../charts/specs.ts';
import { ChartRows, queryOf, type Asked, type Sample } from './chart-rows.ts';
import { comparedIds, comparedMetrics } from '../view/chosen.ts';
import { fromSeries, type Columns } from './columns.ts';
import { fleet, fleetMissed } from './fleet.ts';
import { Marks, type Mark } from './marks.ts';
import { range } from '../view/window.ts';

/** Bands of more lines than this cover each other. */
const mostBands = 4;

/** Series that the API answers with their gaps. */
const mostWithGaps = 400;

/** The same metrics of several machines: one columnar request a range, grown by the table the frame follows anyway. */
export class Comparison {
  readonly class = 'VM';
  readonly removedSince = null;
  readonly problem = signal<ApiError | null>(null);
  readonly #marks = new Marks('/events', { class: 'VM' });
  /** Computed: what draws must not follow every event of the table. */
  readonly #source = computed(() => {
    const { ids, sources } = fleet.value ?? {};
    const [source, ...others] = new Set(comparedIds.value.map((id) => sources?.[ids?.indexOf(id) ?? -1]));
    return others.length === 0 ? (source ?? null) : null;
  });
  readonly #rows = new ChartRows({
    class: 'VM',
    ask: (asked, left) => this.#ask(asked, left),
    failed: (error) => (this.problem.value = error),
  });

  /** Where the machines are of one source, its id: the sentences for unknown values are its own. */
  get source(): string | null {
    return this.#source.value;
  }

  get columns(): Columns | null {
    return this.#rows.columns;
  }

  get pending(): boolean {
    return this.#rows.pending.value;
  }

  get marks(): readonly Mark[] {
    const ids = new Set(comparedIds.value);
    return this.#marks.all.value.filter(({ id }) => ids.has(id));
  }

  /** Follows what the address compares. Returns the way to stop it. */
  open(): () => void {
    const stops = [
      effect(() => {
        const shown = range.value;
        const some = comparedIds.value.length > 0 && comparedMetrics.value.length > 0;
        untracked(() => {
          this.problem.value = null;
          if (some) this.#rows.show(shown).catch(reportError);
          this.#marks.show(shown).catch(reportError);
        });
      }),
      effect(() => {
        const sample = sampleOf();
        if (sample) untracked(() => this.#rows.take(sample));
      }),
      effect(() => {
        if (fleetMissed.value > 0) this.#catchUp();
      }),
      () => this.#rows.close(),
      () => this.#marks.close(),
    ];
    return () => stops.forEach((stop) => stop());
  }

  #catchUp(): void {
    untracked(() => this.#rows.catchUp()).catch(reportError);
  }

  /** Address of the history of these lines. */
  historyUri(lines: readonly Line[], query: Readonly<Record<string, string>>): string {
    const ids = lines.map(({ id = '' }) => id);
    return addressOf(
      lines.map(({ metric }) => metric),
      ids,
      query,
    );
  }

  async #ask(asked: Asked, left: AbortSignal): Promise<Columns> {
    const [metrics, ids] = [comparedMetrics.peek(), comparedIds.peek()];
    const bands = asked.bands && ids.length <= mostBands;
    const query = {
      ...queryOf({ ...asked, bands }),
      ...(metrics.length * ids.length <= mostWithGaps && { gaps: '1' }),
    };
    const answer = await getJson<Series>(addressOf(metrics, ids, query), left);
    this.problem.value = null;
    return fromSeries(answer);
  }
}

function addressOf(
  metrics: readonly string[],
  ids: readonly string[],
  query: Readonly<Record<string, string>>,
): string {
  const list = (all: readonly string[]): string => [...new Set(all)].join(',');
  return `/metrics/VM/history?${new URLSearchParams({ metrics: list(metrics), ids: list(ids), ...query })}`;
}

/** The newest values of what is compared, once the table has all its columns. */
function sampleOf(): Sample | null {
  const table = fleet.value;
  const metrics = comparedMetrics.value;
  if (!table || table.time === null || metrics.some((metric) => !table.columns[metric])) return null;
  const values: Record<string, number | null> = {};
  const reasons: Record<string, string> = {};
  for (const id of comparedIds.value) {
    const row = table.ids.indexOf(id);
    if (row < 0) continue;
    for (const metric of metrics) {
      const key = `${id}/${metric}`;
      values[key] = table.columns[metric]?.[row] ?? null;
      const reason = table.reasons[metric]?.[row];
      if (reason) reasons[key] = reason;
    }
  }
  return { time: table.time, values, reasons };
}

/** Compares the machines and metrics of the address while the page is shown. */
export function useComparison(): Comparison {
  const comparison = useMemo(() => new Comparison(), []);
  useEffect(() => comparison.open(), [comparison]);
  return comparison;
}

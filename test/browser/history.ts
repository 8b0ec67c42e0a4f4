import type { Page } from 'playwright-core';
import type { Program } from '../program.ts';

/** Rows kept as the default archives do, finest first: seconds a row and rows. */
const archives = [
  [1, 600],
  [60, 120],
  [3600, 168],
  [86_400, 366],
] as const;

export interface Past {
  /** Seconds since when there is history. */
  age: number;
  /** Stretches in which nothing is known, seconds ago. */
  gaps?: readonly { from: number; to: number; code: string }[];
}

/** What was asked of the history of one entity, newest last. */
export type AskedHistory = URLSearchParams[];

/**
 * Lets the page find a past that the program, just started, does not have: histories are made up in the shape of the
 * API's, everything else is the program's own.
 */
export async function withPast(
  page: Page,
  program: Program,
  { age, gaps = [] }: Past,
): Promise<AskedHistory> {
  const asked: AskedHistory = [];
  const started = Date.now() / 1000;
  const begins = started - age;
  await page.route('**/status', async (route) => {
    const status = await program.json<{ history: object }>('/status');
    const kept = archives.map(([step, rows]) => {
      const newest = Math.floor(Date.now() / 1000 / step) * step;
      const oldest = Math.max(newest - (rows - 1) * step, Math.ceil(begins / step) * step + step);
      const held = oldest <= newest;
      return { step, rows, cf: ['AVERAGE'], oldest: held ? oldest : null, newest: held ? newest : null };
    });
    const history = { ...status.history, archives: { VM: kept, host: kept } };
    await route.fulfill({ json: { ...status, history } });
  });
  await page.route(/\/metrics\/\w+\/[^/]+\/history\?/, async (route) => {
    const query = new URL(route.request().url()).searchParams;
    asked.push(query);
    const stretches = gaps.map(({ from, to, code }) => [started - from, started - to, code] as const);
    await route.fulfill({ json: answer(query, begins, stretches) });
  });
  return asked;
}

function answer(
  query: URLSearchParams,
  begins: number,
  gaps: readonly (readonly [from: number, to: number, code: string])[],
): unknown {
  const now = Date.now() / 1000;
  const at = (text: string | null, otherwise: number): number => {
    const seconds = text === null ? otherwise : Number(text);
    return seconds < 0 ? now + seconds : seconds;
  };
  const from = at(query.get('start'), now - 600);
  const wanted = Number(query.get('step') ?? 1);
  const kept =
    archives.find(([rowSeconds, rows]) => now - rowSeconds * rows <= Math.max(from, begins) + 1) ??
    archives[3];
  const step = Math.max(wanted, kept[0]);
  const start = Math.max(Math.floor(from / step), Math.floor(begins / step)) * step;
  const end = Math.floor(Math.min(at(query.get('end'), now), now) / step) * step;
  const rows = Math.max(0, Math.round((end - start) / step));
  const metrics = (query.get('metrics') ?? '').split(',').filter((name) => !name.includes('*'));
  const columns = (share: number): Record<string, (number | null)[]> =>
    Object.fromEntries(
      metrics.map((metric, place) => [
        metric,
        Array.from({ length: rows }, (_, row) => {
          const time = start + (row + 1) * step;
          if (gaps.some(([since, until]) => time > since && time <= until)) return null;
          return sizeOf(metric) * wave(time / step + place * 7) * share;
        }),
      ]),
    );
  const [average, ...others] = (query.get('cf') ?? 'AVERAGE').split(',');
  const shares: Record<string, number> = { AVERAGE: 1, MIN: 0.4, MAX: 1.6 };
  return {
    start,
    end: start + rows * step,
    step,
    ...(query.has('step') && step > wanted && { stepAsked: wanted }),
    cf: average,
    columns: columns(1),
    ...(others.length > 0 && {
      bands: Object.fromEntries(others.map((cf) => [cf, columns(shares[cf] ?? 1)])),
    }),
    units: {},
    gaps: gaps.map(([since, until, code]) => ({ start: since, end: until, reason: '', code, metrics })),
    next: '',
  };
}

/** Between 0.1 and 0.5, and the same for the same row. */
function wave(row: number): number {
  return 0.3 + 0.15 * Math.sin(row / 9) + 0.05 * Math.sin(row * 1.7);
}

function sizeOf(metric: string): number {
  if (/latency/.test(metric)) return 0.004;
  if (/^memory|^balloon|^swap/.test(metric)) return 4e9;
  return /bytes/.test(metric) ? 2e7 : 1;
}

import type { Figures } from './measure.ts';
import { QUESTIONS } from './system.ts';

/** The figures as a Markdown table; in brackets how many times the first row's. */
export function reportTable(figures: readonly Figures[]): string {
  const [ours] = figures;
  if (ours === undefined) return '';
  const head = ['system', 'samples come by', 'CPU s/M samples', 'M samples/s', 'peak RSS, MB', 'disk, B/sample', ...QUESTIONS.map((question) => `(${question}) p50 / p95, ms`), 'restart, s', 'live ticks lost']; // prettier-ignore
  const rows = figures.map((row) => [
    row.system,
    row.door,
    ratio(row.cpuPerMillion, ours.cpuPerMillion),
    brief(row.samplesPerSecond / 1e6),
    ratio(row.peakMb, ours.peakMb),
    ratio(row.bytesPerSample, ours.bytesPerSample) +
      (row.besidesMb === null ? '' : ` and ${brief(row.besidesMb)} MB`),
    ...QUESTIONS.map((question) => {
      const [own, base] = [row.answers[question], ours.answers[question]];
      return own === null ? '–' : `${ratio(own.p50, base?.p50 ?? Number.NaN)} / ${brief(own.p95)}`;
    }),
    ratio(row.restart, ours.restart),
    brief(row.lostTicks),
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Notes below the table: differences between the systems that the figures do not show. */
export function caveats(figures: readonly Figures[]): string {
  const behind = (door: string): string =>
    [...new Set(figures.filter((row) => row.door === door).map(({ system }) => system))].join('; ');
  return [
    `Behind a network door, HTTP with protobuf and snappy or JSON to be decoded: ${behind('HTTP') || 'none'}.`,
    `Behind a Unix socket, with text to be parsed: ${behind('Unix socket') || 'none'}.`,
    `Handed samples by a function call, so their CPU has no door in it: ${behind('function call') || 'none'}.`,
  ].join('\n');
}

function ratio(value: number, base: number): string {
  return Number.isFinite(base) ? `${brief(value)} (${brief(value / base)}×)` : brief(value);
}

/** Three digits that mean something. */
function brief(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

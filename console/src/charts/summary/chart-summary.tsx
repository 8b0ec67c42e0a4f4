import type { JSX } from 'preact';
import type { Columns, Gap } from '../../data/columns.ts';
import type { Line } from '../specs.ts';
import { summarise } from './summary.ts';

interface Props {
  title: string;
  lines: readonly Line[];
  columns: Columns;
  gaps: readonly Gap[];
  source: string | null;
  from: number;
  to: number;
}

/** A chart in one sentence, for readers that cannot see it. */
export function ChartSummary({ title, lines, columns, from, to, ...unknown }: Props): JSX.Element {
  return <p class="hidden">{summarise(title, lines, columns, unknown, from, to)}</p>;
}

import type { JSX } from 'preact';
import { Value } from '../parts/value.tsx';
import type { EntityView } from '../entity.ts';
import { sentence } from '../reasons.ts';
import { cursor, rowAt } from './cursor.ts';
import type { Line } from './specs.ts';

/** Names and colours of a chart's lines, with the value under the cursor, or the newest; reasons at the end. */
export function Legend({ view, lines }: { view: EntityView; lines: readonly Line[] }): JSX.Element {
  const { columns } = view;
  const row = rowAt(columns?.times ?? [], cursor.value);
  const values = lines.map((line) => {
    const column = columns?.byMetric.get(line.metric);
    const reason = column ? (column.reasons[row] ?? null) : 'not-reported';
    return { line, value: column?.values[row] ?? null, reason };
  });
  const why = new Set(values.flatMap(({ value, reason }) => (value === null && reason ? [reason] : [])));
  return (
    <ul class="legend">
      {values.map(({ line, value, reason }) => (
        <li key={line.metric}>
          <i class={`key ${line.style}`} style={{ color: `var(--${line.colour})` }} />
          {line.label} <Value metric={line.metric} value={value} reason={reason} />
        </li>
      ))}
      {columns && why.size > 0 && (
        <li class="why" aria-hidden="true">
          –: {[...why].map(sentence).join('; ')}
        </li>
      )}
    </ul>
  );
}

import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Gap } from '../../data/columns.ts';
import { between } from '../../format/format.ts';
import { Value } from '../../parts/value.tsx';
import { sentence } from '../../data/reasons.ts';
import { rowAt } from '../cursor.ts';
import type { Drawn } from '../drawn.ts';
import { gapsIn } from '../gaps/gaps.ts';
import { reasonIn } from '../gaps/gap-reasons.ts';
import { hiddenLines, toggleLine } from './hidden-lines.ts';
import { columnOf, keyOf, type Line } from '../specs.ts';

interface Props {
  view: Drawn;
  lines: readonly Line[];
  /** Instant whose values are shown; the newest where it is null. */
  at: ReadonlySignal<number | null>;
}

/** Names and colours of a chart's lines, with the value under the cursor, or the newest. Each hides its line. */
export function Legend({ view, lines, at }: Props): JSX.Element {
  const out = hiddenLines.value;
  return (
    <ul class="legend">
      {valuesAt(at.value, view, lines).map(({ line, value, reason, low, high }) => {
        const key = keyOf(line);
        return (
          <li key={key}>
            <button
              type="button"
              class="quiet"
              aria-pressed={!out.has(key)}
              title={out.has(key) ? 'show this line' : 'hide this line'}
              onClick={() => toggleLine(key)}
            >
              <i class={`key ${line.style}`} style={{ color: `var(--${line.colour})` }} />
              {line.label}
            </button>{' '}
            <Value metric={line.metric} value={value} reason={reason} source={view.source} isRounded />
            {low !== null && high !== null && (
              <span class="unit" title="least and greatest inside the row">
                {' '}
                ({between(low, high, line.metric)})
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/**
 * Why values of the legend are unknown, unless a gap beside it gives the reason. An idle disk is left out: that would
 * come and go all the time.
 */
export function Why({ view, lines, at, gaps }: Props & { gaps: readonly Gap[] }): JSX.Element | null {
  const codes = valuesAt(at.value, view, lines).flatMap(({ value, reason }) =>
    value === null && reason ? reason : [],
  );
  const shown = [...new Set(codes)].filter(
    (code) => code !== 'idle' && !gaps.some((gap) => gap.code === code),
  );
  if (shown.length === 0) return null;
  return <span class="why">–: {shown.map((code) => sentence(code, view.source)).join('; ')}. </span>;
}

interface Shown {
  line: Line;
  value: number | null;
  reason: string | null;
  low: number | null;
  high: number | null;
}

function valuesAt(instant: number | null, view: Drawn, lines: readonly Line[]): Shown[] {
  const { columns } = view;
  const row = rowAt(columns?.times ?? [], instant);
  const gaps = gapsIn(view, lines);
  return lines.map((line) => {
    const column = columnOf(columns, line);
    const own = column ? (column.reasons[row] ?? null) : columns && 'not-reported';
    const reason = columns && reasonIn(gaps, columns.times[row] ?? NaN, columns.step, own);
    const { low, high } = column?.band ?? {};
    return {
      line,
      value: column?.values[row] ?? null,
      reason,
      low: low?.[row] ?? null,
      high: high?.[row] ?? null,
    };
  });
}

import type { JSX } from 'preact';

interface Props {
  values: readonly (number | null)[] | undefined;
  width: number;
  height: number;
  /** Rows the width stands for. */
  rows: number;
  /** Lowest value the height stands for, so that noise stays flat. */
  floor: number;
  colour: string;
}

/** A line without axes; holes stay holes. The numbers beside it say the same in text. */
export function Sparkline({ values, width, height, rows, floor, colour }: Props): JSX.Element {
  const shown = values?.slice(-rows) ?? [];
  const top = Math.max(floor, ...shown.map((value) => value ?? 0));
  const x = (i: number): number => ((i + rows - shown.length) / (rows - 1)) * width;
  const y = (value: number): number => height - 1 - (value / top) * (height - 2);
  let line = '';
  let area = '';
  let from = -1;
  for (let i = 0; i <= shown.length; i++) {
    const value = shown[i] ?? null;
    if (value !== null) {
      line += `${from < 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
      if (from < 0) from = i;
    } else if (from >= 0) {
      area += closed(shown, from, i, x, y, height);
      from = -1;
    }
  }
  return (
    <svg
      class="sparkline"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      style={{ color: `var(--${colour})` }}
    >
      <path d={area} class="area" />
      <path d={line} class="line" />
    </svg>
  );
}

function closed(
  values: readonly (number | null)[],
  from: number,
  to: number,
  x: (i: number) => number,
  y: (value: number) => number,
  height: number,
): string {
  let path = `M${x(from).toFixed(1)} ${height}`;
  for (let i = from; i < to; i++) path += `L${x(i).toFixed(1)} ${y(values[i] ?? 0).toFixed(1)}`;
  return `${path}L${x(to - 1).toFixed(1)} ${height}Z`;
}

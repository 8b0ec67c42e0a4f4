import type { JSX } from 'preact';

interface Props {
  values: readonly (number | null)[] | undefined;
  width: number;
  height: number;
  /** Rows the width stands for. */
  rows: number;
  /** Lowest value the height stands for, so that noise stays flat. */
  floor: number;
  /** Highest value the height stands for, so that lines share a scale; else the highest there is. */
  ceiling?: number;
  colour: string;
}

/** Steps of the height: whole numbers make short paths. */
const steps = 256;

/** A line without axes; holes stay holes. The numbers beside it say the same in text. */
export function Sparkline({
  values,
  width,
  height,
  rows,
  floor,
  ceiling = Infinity,
  colour,
}: Props): JSX.Element {
  const { line, area } = paths(values ?? [], rows, [floor, ceiling]);
  return (
    <svg
      class="sparkline"
      width={width}
      height={height}
      viewBox={`0 0 ${rows - 1} ${steps}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      style={{ color: `var(--${colour})` }}
    >
      <path d={area} class="area" />
      <path d={line} class="line" />
    </svg>
  );
}

function paths(
  values: readonly (number | null)[],
  rows: number,
  [floor, ceiling]: readonly [number, number],
): { line: string; area: string } {
  const first = Math.max(0, values.length - rows);
  let top = floor;
  for (let i = first; i < values.length; i++) top = Math.max(top, Math.min(values[i] ?? 0, ceiling));
  // The stroke must not be cut in half at the edges.
  const scale = (steps * 0.92) / top;
  let line = '';
  let area = '';
  let run = '';
  let runStart = 0;
  for (let i = first; i <= values.length; i++) {
    const value = values[i] ?? null;
    const x = i + rows - values.length;
    if (value !== null) {
      if (!run) runStart = x;
      run += `${run ? 'L' : ''}${x} ${Math.round(steps * 0.96 - Math.min(value, top) * scale)}`;
    } else if (run) {
      line += `M${run}`;
      area += `M${runStart} ${steps}L${run}L${x - 1} ${steps}Z`;
      run = '';
    }
  }
  return { line, area };
}

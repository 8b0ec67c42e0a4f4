import type { ComponentChildren, JSX } from 'preact';
import type { EntityView } from '../../data/entity.ts';
import { status } from '../../data/status.ts';
import { Light } from '../light.tsx';
import { Sparkline } from '../sparkline.tsx';
import { Value } from '../value.tsx';
import { meanOfLast, saturated, type Limit } from './saturation.ts';

/** Rows a small line shows: ten minutes. */
const rows = 120;
/** What a light is judged by, seconds. */
const judged = 60;

interface Props {
  view: EntityView;
  label: string;
  tile?: Limit['tile'];
  big: JSX.Element;
  line: JSX.Element;
  children: ComponentChildren;
}

/** One tile: the number, its last minutes, what belongs to it, and a light with a word where it is saturated. */
export function Cell({ view, label, tile, big, line, children }: Props): JSX.Element {
  return (
    <div class="cell">
      <div class="label">
        <h2>{label}</h2>
        {tile && <Saturation view={view} tile={tile} />}
      </div>
      <div class="big">{big}</div>
      {line}
      <p>{children}</p>
    </div>
  );
}

function Saturation({ view, tile }: { view: EntityView; tile: Limit['tile'] }): JSX.Element | null {
  const count = Math.max(1, Math.round(judged / (status.value?.step ?? 5)));
  const reached = saturated(tile, (metric) => meanOfLast(column(view, metric), count));
  if (reached.length === 0) return null;
  const rules = reached.map(({ rule }) => rule).join('; ');
  return (
    <span class="saturation" title={`the last minute: ${rules}`}>
      <Light light="amber" word={[...new Set(reached.map(({ word }) => word))].join(', ')} />
      <span class="hidden"> ({rules})</span>
    </span>
  );
}

/** A small line. */
export function Line(props: {
  values: readonly (number | null)[];
  floor: number;
  colour: string;
}): JSX.Element {
  return <Sparkline {...props} width={120} height={28} rows={rows} />;
}

/** The newest value of a metric. */
export function Now({ view, metric }: { view: EntityView; metric: string }): JSX.Element {
  return (
    <Value
      metric={metric}
      value={newest(view, metric)}
      reason={why(view, metric)}
      source={view.source}
      isRounded
    />
  );
}

/** The newest row of a metric; null where it is unknown. */
export function newest(view: EntityView, metric: string): number | null {
  return column(view, metric).at(-1) ?? null;
}

/** The last minutes of a metric. */
export function column(view: EntityView, metric: string): readonly (number | null)[] {
  return view.recent?.byMetric.get(metric)?.values ?? [];
}

/** Code of why its newest value is unknown. */
export function why(view: EntityView, metric: string): string | null {
  if (!view.recent) return null;
  const found = view.recent.byMetric.get(metric);
  return found ? (found.reasons.at(-1) ?? null) : 'not-reported';
}

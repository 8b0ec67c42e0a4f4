import type { JSX } from 'preact';
import { compareMetrics } from '../../view/chosen.ts';
import { measures } from '../../view/measures.ts';

/** Which metrics are compared: those of the list, and others the address names. */
export function CompareMeasures({ metrics }: { metrics: readonly string[] }): JSX.Element {
  const known = new Set<string>(measures.map(({ metric }) => metric));
  const others = metrics.filter((metric) => !known.has(metric)).map((metric) => ({ metric, label: metric }));
  const all = [...measures, ...others];
  const toggle = (metric: string): void => {
    const next = all
      .map((each) => each.metric)
      .filter((each) => metrics.includes(each) !== (each === metric));
    compareMetrics(next);
  };
  return (
    <details class="measures">
      <summary>
        {metrics.length} of {all.length} metrics
      </summary>
      <fieldset>
        <legend class="hidden">metrics compared</legend>
        {all.map(({ metric, label }) => (
          <label key={metric} title={metric}>
            <input type="checkbox" checked={metrics.includes(metric)} onChange={() => toggle(metric)} />{' '}
            {label}
          </label>
        ))}
      </fieldset>
    </details>
  );
}

import type { JSX } from 'preact';

/** All gaps of a chart as sentences, newest first, for whoever wants more than those beside it. */
export function GapList({ told }: { told: readonly string[] }): JSX.Element {
  return (
    <details class="gaps">
      <summary>all {told.length} gaps</summary>
      <ul>
        {told.toReversed().map((gap) => (
          <li key={gap}>{gap}</li>
        ))}
      </ul>
    </details>
  );
}

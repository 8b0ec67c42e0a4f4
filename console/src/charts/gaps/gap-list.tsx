import type { JSX } from 'preact';

/** All gaps of a chart as sentences, newest first: the chart itself names the last few. */
export function GapList({ sentences }: { sentences: readonly string[] }): JSX.Element {
  return (
    <details class="gaps">
      <summary>all {sentences.length} gaps</summary>
      <ul>
        {sentences.toReversed().map((gap) => (
          <li key={gap}>{gap}</li>
        ))}
      </ul>
    </details>
  );
}

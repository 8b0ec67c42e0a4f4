import type { JSX } from 'preact';
import { now } from '../data/clock.ts';
import { instant, span } from '../format/format.ts';

/** `since 09:38:04 UTC (3 min 10 s)`, counting. */
export function Since({ since }: { since: number }): JSX.Element {
  return (
    <span class="since">
      since {instant(since, now.value)} UTC <span class="age">({span(now.value - since)})</span>
    </span>
  );
}

import type { JSX } from 'preact';
import { now } from '../data/clock.ts';
import { instant, span } from '../format/format.ts';

/** `since 09:38:04 UTC (3 min 10 s)`, counting; `since at least` where it was so when it was first seen. */
export function Since({ since, atLeast = false }: { since: number; atLeast?: boolean }): JSX.Element {
  return (
    <span class="since">
      since {atLeast && 'at least '}
      {instant(since, now.value)} UTC <span class="age">({span(now.value - since)})</span>
    </span>
  );
}

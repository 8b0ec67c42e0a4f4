import type { JSX } from 'preact';
import { now } from '../data/clock.ts';
import { span } from '../format/format.ts';
import { fullInstant, instant, withZone } from '../format/time.ts';

/** `since 09:38:04 CET (3 min 10 s)`, counting; `since at least` where it was so when it was first seen. */
export function Since({ since, atLeast = false }: { since: number; atLeast?: boolean }): JSX.Element {
  return (
    <span class="since" title={fullInstant(since)}>
      since {atLeast && 'at least '}
      {withZone(instant(since, now.value), since)} <span class="age">({span(now.value - since)})</span>
    </span>
  );
}

import type { JSX } from 'preact';
import type { AlarmTransition } from '../../../../src/api/wire/alarms.ts';
import { now } from '../../data/clock.ts';
import { fullInstant, instant } from '../../format/time.ts';
import { spansOf, type AlarmSpan } from './day-spans.ts';

const daySeconds = 86_400;
/** Rows that are drawn, those that were raised last. */
const most = 20;

/** When each alarm of the last day was red or amber. */
export function DayTimeline({
  transitions,
}: {
  transitions: readonly AlarmTransition[];
}): JSX.Element | null {
  const end = now.value;
  const start = end - daySeconds;
  const rows = spansOf(transitions, start, end).slice(0, most);
  if (rows.length === 0) return null;
  const share = (seconds: number): string => `${((seconds / daySeconds) * 100).toFixed(2)}%`;
  return (
    <section class="day" aria-label="the last day">
      <h2>The last day</h2>
      <ol>
        {rows.map(({ alarm, uri, text, spans }) => (
          <li key={alarm}>
            <a href={uri}>{text}</a>
            <span class="track" role="img" aria-label={spans.map(wordsOf).join('; ')}>
              {spans.map(({ state, from, to }) => (
                <span
                  key={from}
                  class={state}
                  // However short it was, it can be seen.
                  style={{
                    left: `min(calc(100% - 3px), ${share(from - start)})`,
                    width: `max(3px, ${share(to - from)})`,
                  }}
                  title={wordsOf({ state, from, to })}
                />
              ))}
            </span>
          </li>
        ))}
      </ol>
      <p class="note ends">
        <span>{instant(start, end)}</span>
        <span>now</span>
      </p>
    </section>
  );
}

function wordsOf({ state, from, to }: AlarmSpan): string {
  return `${state} from ${fullInstant(from)} to ${to >= now.peek() ? 'now' : fullInstant(to)}`;
}

import type { JSX } from 'preact';
import { fullInstant, instant } from '../../format/time.ts';
import type { AlarmRow, AlarmSpan } from './day-spans.ts';

interface Props {
  rows: readonly AlarmRow[];
  /** Epoch seconds. */
  start: number;
  end: number;
}

/** Spans whose times are read out, those that ended last. */
const mostRead = 10;

/** When each row was red or amber, as bars on one axis. */
export function Timeline({ rows, start, end }: Props): JSX.Element {
  const share = (seconds: number): string => `${((seconds / (end - start)) * 100).toFixed(2)}%`;
  return (
    <>
      <ol>
        {rows.map(({ key, uri, text, spans }) => (
          <li key={key}>
            <a href={uri}>{text}</a>
            <span class="track" role="img" aria-label={readOut(spans, end)}>
              {spans.map((span) => (
                <span
                  key={span.from}
                  class={span.state}
                  // However short it was, it can be seen.
                  style={{
                    left: `min(calc(100% - 3px), ${share(span.from - start)})`,
                    width: `max(3px, ${share(span.to - span.from)})`,
                  }}
                  title={wordsOf(span, end)}
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
    </>
  );
}

function readOut(spans: readonly AlarmSpan[], end: number): string {
  const more = spans.length > mostRead ? `; ${spans.length - mostRead} before` : '';
  const read = spans.slice(-mostRead).map((span) => wordsOf(span, end));
  return read.join('; ') + more;
}

function wordsOf({ state, from, to }: AlarmSpan, end: number): string {
  return `${state} from ${fullInstant(from)} to ${to >= end ? 'now' : fullInstant(to)}`;
}

import '../../styles/range.css';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { now } from '../../data/clock.ts';
import { span } from '../../format/format.ts';
import { rangeText } from '../../format/range-text.ts';
import { fullInstant } from '../../format/time.ts';
import { instantsOf, zone } from '../../format/zone.ts';
import { rememberRange, recentRanges } from '../../view/recent-ranges.ts';
import { zoomTo, type Span } from '../../view/window.ts';
import { parseRange, type ParsedRange } from './parse-range.ts';

interface Props {
  /** What the field has at first. */
  text: string;
  close: () => void;
}

/** Chooses the range of the charts by typing it, by two fields, or among those chosen before. */
export function RangeDialog({ text: initial, close }: Props): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState(initial);
  useEffect(() => dialog.current?.showModal(), []);
  const found = parseRange(text, { zone: zone.value, now: now.value });
  const show = (chosen: Span): void => {
    rememberRange(chosen);
    zoomTo(chosen.from, chosen.to);
    dialog.current?.close();
  };
  return (
    <dialog ref={dialog} class="range" onClose={close} aria-labelledby="range-title">
      <h2 id="range-title">Show a range of time</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if ('from' in found) show(found);
        }}
      >
        <label>
          range, in {zone.value.nameAt(now.value)} unless it names a zone
          <input
            autofocus
            type="text"
            value={text}
            maxLength={200}
            aria-describedby="range-means"
            placeholder="last Tuesday 02:00–04:00"
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <p id="range-means" class={'problem' in found && text ? 'wrong' : 'note'} role="status">
          {meaning(found)}
        </p>
        <Fields found={found} choose={(chosen) => setText(rangeText(chosen))} />
        <p class="note">
          For instance: yesterday 14:00-15:00 · 2026-11-24 02:00 to 05:00 · 3 h · 2026-11-24 · 02:00 UTC -
          03:00 UTC
        </p>
        <button type="submit" disabled={'problem' in found}>
          show
        </button>{' '}
        <button type="button" onClick={() => dialog.current?.close()}>
          cancel
        </button>
      </form>
      {recentRanges.value.length > 0 && (
        <>
          <h2>Recent</h2>
          <ul>
            {recentRanges.value.map((recent) => (
              <li key={`${recent.from}-${recent.to}`}>
                <button type="button" class="quiet" onClick={() => show(recent)}>
                  {meaning(recent)}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </dialog>
  );
}

/** The two ends in fields of the browser, which know calendars. */
function Fields(props: { found: ParsedRange; choose: (chosen: Span) => void }): JSX.Element {
  const { found, choose } = props;
  const shown = 'from' in found ? found : { from: Math.floor(now.peek()) - 3600, to: Math.floor(now.peek()) };
  const changed = (end: 'from' | 'to', value: string): void => {
    const epoch = instantsOf(zone.peek(), Date.parse(`${value}Z`) / 1000)[0];
    if (epoch !== undefined) choose({ ...shown, [end]: epoch });
  };
  return (
    <div class="ends">
      {(['from', 'to'] as const).map((end) => (
        <label key={end}>
          {end}
          <input
            type="datetime-local"
            step="1"
            value={wallOf(shown[end])}
            onChange={(event) => changed(end, event.currentTarget.value)}
          />
        </label>
      ))}
    </div>
  );
}

function meaning(found: ParsedRange): string {
  if ('problem' in found) return found.problem;
  return `${fullInstant(found.from)} to ${fullInstant(found.to)}: ${span(found.to - found.from)}`;
}

function wallOf(epoch: number): string {
  return new Date((epoch + zone.value.offsetAt(epoch)) * 1000).toISOString().slice(0, 19);
}

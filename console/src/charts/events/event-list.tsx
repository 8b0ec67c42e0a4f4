import type { JSX } from 'preact';
import { fullInstant, moment, zoneNames } from '../../format/time.ts';
import { zoomTo } from '../../view/window.ts';
import { cursor } from '../cursor.ts';
import { spanOf, type Drawn } from '../drawn.ts';
import { fold, type Folded } from './fold.ts';

/** Share of the shown span that choosing an event zooms to. */
const share = 0.1;
const least = 60;

/** What happened in the shown span, newest first. Pointing at one shows its instant on all charts; choosing it zooms. */
export function EventList({ view }: { view: Drawn }): JSX.Element {
  const { from, to } = spanOf(view);
  const shown = view.marks.filter(({ time }) => time >= from && time <= to + (view.columns?.step ?? 0));
  return (
    <section class="block events" aria-labelledby="events">
      <h2 id="events">
        Events <small class="unit">{zoneNames(from, to)}</small>
      </h2>
      {shown.length === 0 && <p class="note">Nothing happened in this window.</p>}
      <ul>
        {fold(shown).map((folded) => (
          <Item key={`${folded.text} ${folded.times.at(-1)}`} folded={folded} seconds={to - from} />
        ))}
      </ul>
    </section>
  );
}

interface Props {
  readonly folded: Folded;
  /** Length of the shown span. */
  readonly seconds: number;
}

function Item({ folded: { shape, text, times }, seconds }: Props): JSX.Element {
  const [newest = 0, ...older] = times;
  return (
    <li>
      <Instant time={newest} seconds={seconds}>
        <Time time={newest} seconds={seconds} />
        <span aria-hidden="true">{shape}</span>
        <span>{text}</span>
      </Instant>
      {older.length > 0 && (
        <details>
          <summary>earlier</summary>
          <ul aria-label={`${text}: earlier times`}>
            {older.map((time) => (
              <li key={time}>
                <Instant time={time} seconds={seconds}>
                  <Time time={time} seconds={seconds} />
                </Instant>
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

function Time({ time, seconds }: { time: number; seconds: number }): JSX.Element {
  return <time title={fullInstant(time)}>{moment(time, seconds)}</time>;
}

/** Shows an instant on all charts while it is pointed at, and zooms to it when chosen. */
function Instant(props: {
  time: number;
  seconds: number;
  children: JSX.Element | JSX.Element[];
}): JSX.Element {
  const { time, seconds, children } = props;
  const half = Math.max(least, seconds * share) / 2;
  const show = (): void => void (cursor.value = time);
  const hide = (): void => void (cursor.value = null);
  return (
    <button
      type="button"
      class="quiet"
      title="zoom to it"
      onMouseEnter={show}
      onMouseLeave={hide}
      onFocus={show}
      onBlur={hide}
      onClick={() => zoomTo(time - half, time + half)}
    >
      {children}
    </button>
  );
}

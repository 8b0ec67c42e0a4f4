import type { JSX } from 'preact';
import { fullInstant, moment, zoneNames } from '../format/time.ts';
import { signOf, type Mark } from '../data/marks.ts';
import { zoomTo } from '../view/window.ts';
import { cursor } from './cursor.ts';
import { spanOf, type Drawn } from './drawn.ts';

/** Share of the shown span that choosing an event zooms to. */
const share = 0.1;
const least = 60;

/** What happened in the shown span, newest first. Pointing at one shows its instant on all charts; choosing it zooms. */
export function EventList({ view }: { view: Drawn }): JSX.Element {
  const { from, to } = spanOf(view);
  const shown = view.marks.filter(({ time }) => time >= from && time <= to + (view.columns?.step ?? 0));
  const zoom = ({ time }: Mark): void => {
    const half = Math.max(least, (to - from) * share) / 2;
    zoomTo(time - half, time + half);
  };
  return (
    <section class="block events" aria-labelledby="events">
      <h2 id="events">
        Events <small class="unit">{zoneNames(from, to)}</small>
      </h2>
      {shown.length === 0 && <p class="note">Nothing happened in this window.</p>}
      <ul>
        {shown.toReversed().map((mark) => (
          <li key={`${mark.time} ${mark.kind} ${mark.text}`}>
            <button
              type="button"
              class="quiet"
              title="zoom to it"
              onMouseEnter={() => (cursor.value = mark.time)}
              onMouseLeave={() => (cursor.value = null)}
              onFocus={() => (cursor.value = mark.time)}
              onBlur={() => (cursor.value = null)}
              onClick={() => zoom(mark)}
            >
              <time title={fullInstant(mark.time)}>{moment(mark.time, to - from)}</time>
              <span aria-hidden="true">{signOf(mark.kind)[0]}</span>
              <span>{mark.text}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

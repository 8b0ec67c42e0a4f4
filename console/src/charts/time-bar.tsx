import type { JSX } from 'preact';
import { now } from '../data/clock.ts';
import { span } from '../format/format.ts';
import { day, instant, moment, rowTimeWithZone, withZone, zoneNames } from '../format/time.ts';
import { useKeys } from '../view/keys.ts';
import { ended } from '../format/ended.ts';
import { Light } from '../parts/light.tsx';
import { status } from '../data/status.ts';
import {
  beginsInside,
  chooseWindow,
  chosenWindow,
  pan,
  unzoom,
  windows,
  zoom,
  zoomTo,
} from '../view/window.ts';
import { CsvLink } from '../parts/lazily.ts';
import { cursor } from './cursor.ts';
import { spanOf, type Drawn } from './drawn.ts';
import type { Chart } from './specs.ts';
import { toggleTables } from './rows/tables.ts';

interface Props {
  view: Drawn;
  /** The page's charts. */
  charts: readonly Chart[];
  children?: JSX.Element;
}

/** Share of the span an arrow pans by. */
const stride = 0.25;

/** The span of time that the charts of a page show, the length of their rows, and the instant under the cursor. */
export function TimeBar({ view, charts, children }: Props): JSX.Element {
  useKeys({
    ...Object.fromEntries(windows.map((_, index) => [String(index + 1), () => chooseWindow(index)])),
    ArrowLeft: () => pan(-stride, true),
    ArrowRight: () => pan(stride, true),
    Escape: () => zoom.value && unzoom(),
    t: () => {
      const focused = document.activeElement?.closest<HTMLElement>('[data-chart]')?.dataset['chart'];
      toggleTables(focused ? [focused] : charts.map(({ key }) => key));
    },
  });
  const { from, to } = spanOf(view);
  return (
    <>
      <div class="time-bar" role="group" aria-label="time shown by the charts">
        {windows.map(({ key, label }, index) => (
          <button
            key={key}
            type="button"
            aria-pressed={!zoom.value && chosenWindow.value.key === key}
            onClick={() => chooseWindow(index)}
          >
            {label}
          </button>
        ))}
        {zoom.value && (
          <span class="zoomed">
            stands still: {to - from <= 86_400 && `${day(from, now.value - from)} `}
            {moment(from, to - from)}–{moment(to, to - from)} {zoneNames(from, to)} ({span(to - from)}){' '}
            <button type="button" onClick={unzoom}>
              back to now
            </button>
          </span>
        )}
        <Instant view={view} />
        <Fineness view={view} />
        <Beginning view={view} />
        <CsvLink view={view} charts={charts} />
        {children}
      </div>
      <Notes view={view} />
    </>
  );
}

/** The row under the cursor: when its values were. */
function Instant({ view }: { view: Drawn }): JSX.Element {
  const { from, to } = spanOf(view);
  const end = cursor.value ?? view.columns?.times.at(-1) ?? to;
  const step = view.columns?.step ?? 0;
  return (
    <output class="instant">
      {cursor.value === null && !zoom.value ? 'newest values' : `at ${rowTimeWithZone(end, step, to - from)}`}
    </output>
  );
}

/** What may be missing of what is shown, in the server's sentences. */
function Notes({ view }: { view: Drawn }): JSX.Element | null {
  const notes = view.columns?.notes ?? [];
  if (notes.length === 0) return null;
  return (
    <ul class="missing" role="status">
      {notes.map((note) => (
        <li key={note}>
          <Light light="unknown" /> {ended(note)}
        </li>
      ))}
    </ul>
  );
}

/** How long a row is, where that is longer than a sample. */
function Fineness({ view }: { view: Drawn }): JSX.Element | null {
  const { columns, pending } = view;
  if (pending && columns) return <span class="fineness">loading…</span>;
  const finest = status.value?.step ?? 0;
  if (!columns || columns.step < 1.5 * finest) return null;
  const { step, stepAsked } = columns;
  const why = stepAsked === null ? '' : `rows of ${span(stepAsked)} are not kept for so long`;
  return (
    <span class="fineness" title={why}>
      rows of {span(step)}
      {stepAsked !== null && <span class="hidden"> ({why})</span>}
    </span>
  );
}

/** Where the window reaches back beyond all history: since when there is any, and the way to see just that. */
function Beginning({ view }: { view: Drawn }): JSX.Element | null {
  const begins = beginsInside(view.class, spanOf(view));
  if (begins === null) return null;
  return (
    <span class="begins">
      history begins {withZone(instant(begins, now.value), begins)}
      {status.value?.history?.kept === false && ' and ends with this run of virtscope'}
      {now.value - begins > 60 && now.value - begins < chosenWindow.value.seconds / 4 && (
        <>
          {' '}
          <button type="button" class="quiet" onClick={() => zoomTo(begins, now.value)}>
            show from there
          </button>
        </>
      )}
    </span>
  );
}

import type { JSX } from 'preact';
import { now } from '../data/clock.ts';
import { span } from '../format/format.ts';
import { day, instant, moment, rowTimeWithZone, withZone, zoneNames } from '../format/time.ts';
import { useCommands } from '../view/keys.ts';
import { ended } from '../format/ended.ts';
import { Light } from '../parts/light.tsx';
import { status } from '../data/status.ts';
import {
  beginsInside,
  chooseWindow,
  chosenWindow,
  lastSampleEnd,
  offeredWindows,
  pan,
  unzoom,
  windowCommands,
  zoom,
  zoomTo,
  type Span,
} from '../view/window.ts';
import { CsvLink, RangePicker } from '../parts/lazily.ts';
import { cursor, dragged } from './cursor.ts';
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
  useCommands([
    ...windowCommands,
    { key: 'ArrowLeft', name: 'pan to earlier times', run: () => pan(-stride, true) },
    { key: 'ArrowRight', name: 'pan to later times', run: () => pan(stride, true) },
    { key: 'Escape', name: 'back from a zoom to now', run: () => zoom.value && unzoom() },
    {
      key: 't',
      name: 'charts as tables, and back',
      run: () => {
        const focused = document.activeElement?.closest<HTMLElement>('[data-chart]')?.dataset['chart'];
        toggleTables(focused ? [focused] : charts.map(({ key }) => key));
      },
    },
  ]);
  const { from, to } = spanOf(view);
  return (
    <>
      <div class="time-bar" role="group" aria-label="time shown by the charts">
        {offeredWindows.value.map((window) => (
          <button
            key={window.key}
            type="button"
            aria-pressed={!zoom.value && chosenWindow.value === window}
            onClick={() => chooseWindow(window)}
          >
            {window.label}
          </button>
        ))}
        <RangePicker shown={{ from: Math.round(from), to: Math.round(to) }} />
        <CsvLink view={view} charts={charts} />
        {children}
      </div>
      {/* A line of its own that keeps its height: charts stay under the pointer while the texts change. */}
      <div class="time-shown">
        {zoom.value && (
          <span class="zoomed">
            stands still: {spanText({ from, to })}{' '}
            <button type="button" onClick={unzoom}>
              back to {lastSampleEnd.value === null ? 'now' : 'the end'}
            </button>
          </span>
        )}
        <Instant view={view} />
        <Fineness view={view} />
        <Beginning view={view} />
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
      {dragged.value && `selected ${spanText(dragged.value)}, `}
      {cursor.value === null && !zoom.value ? newestWords() : `at ${rowTimeWithZone(end, step, to - from)}`}
    </output>
  );
}

function spanText({ from, to }: Span): string {
  const seconds = to - from;
  const date = seconds > 86_400 ? '' : `${day(from, now.value - from)} `;
  return `${date}${moment(from, seconds)}–${moment(to, seconds)} ${zoneNames(from, to)} (${span(seconds)})`;
}

/** What the legends show where nothing is pointed at. */
function newestWords(): string {
  const end = lastSampleEnd.value;
  return end === null
    ? 'newest values'
    : `ends with the last sample, ${withZone(instant(end, now.value), end)}`;
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
  const begins = beginsInside(view.class, view.columns?.times.at(-1));
  if (begins === null) return null;
  return (
    <span class="begins">
      history begins {withZone(instant(begins, now.value), begins)}
      {status.value?.history?.kept === false && ' and ends with this run of virtscope'}
      {zoom.value && now.value - begins > 60 && (
        <>
          {' '}
          <button type="button" onClick={() => zoomTo(begins, now.value)}>
            show from there
          </button>
        </>
      )}
    </span>
  );
}

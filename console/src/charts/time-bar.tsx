import type { JSX } from 'preact';
import { clock } from '../format.ts';
import { useKeys } from '../keys.ts';
import { chooseWindow, chosenWindow, unzoom, windows, zoom } from '../window.ts';
import { cursor } from './cursor.ts';
import { toggleTables } from './tables.ts';

/** What stretch of time the charts of a page show, and the instant under the cursor. */
export function TimeBar({
  charts,
  children,
}: {
  charts: readonly string[];
  children?: JSX.Element;
}): JSX.Element {
  useKeys({
    1: () => chooseWindow(0),
    2: () => chooseWindow(1),
    3: () => chooseWindow(2),
    t: () => {
      const focused = document.activeElement?.closest<HTMLElement>('[data-chart]')?.dataset['chart'];
      toggleTables(focused ? [focused] : charts);
    },
  });
  return (
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
          {clock(zoom.value.from)}–{clock(zoom.value.to)} UTC{' '}
          <button type="button" onClick={unzoom}>
            back to now
          </button>
        </span>
      )}
      <output class="instant">
        {cursor.value === null ? 'newest values' : `at ${clock(cursor.value)} UTC`}
      </output>
      {children}
    </div>
  );
}

import type uPlot from 'uplot';
import { pan, zoomBy } from '../../view/window.ts';

/** How far one notch of a wheel zooms. */
const zoomOfNotch = 1.25;
/** Pixels and lines that browsers report for one notch. */
const notch = { pixels: 100, lines: 3 } as const;
/** Most notches that one event may bring. */
const mostNotches = 5;

/** Ctrl, Meta or Alt and the wheel zoom around the pointer; without them the page scrolls. */
export function zoomByWheel(plot: uPlot): void {
  plot.over.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.altKey) return;
      event.preventDefault();
      zoomBy(zoomOfNotch ** notchesOf(event), plot.posToVal(event.offsetX, 'x'), true);
    },
    { passive: false },
  );
}

/** A browser joins notches of one frame into one event, and a touchpad sends parts of one. */
function notchesOf({ deltaMode, deltaY }: WheelEvent): number {
  const notches = deltaY / (deltaMode === WheelEvent.DOM_DELTA_LINE ? notch.lines : notch.pixels);
  return Math.max(-mostNotches, Math.min(mostNotches, notches));
}

/** Shift and dragging move the span under the pointer. */
export function panByPointer(plot: uPlot): void {
  plot.over.addEventListener(
    'mousedown',
    (event) => {
      if (!event.shiftKey || event.button !== 0) return;
      // Neither the plot's own selection nor the browser's.
      event.stopImmediatePropagation();
      event.preventDefault();
      let x = event.clientX;
      const move = ({ clientX }: MouseEvent): void => {
        const share = (x - clientX) / plot.over.clientWidth;
        x = clientX;
        if (share !== 0) pan(share, true);
      };
      const end = new AbortController();
      document.addEventListener('mousemove', move, { signal: end.signal });
      document.addEventListener('mouseup', () => end.abort(), { signal: end.signal });
    },
    { capture: true },
  );
}

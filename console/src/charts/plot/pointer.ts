import type uPlot from 'uplot';
import { pan, zoomBy } from '../../view/window.ts';

/** How far one notch of a wheel zooms. */
const notch = 1.25;

/** Ctrl, Meta or Alt and the wheel zoom around the pointer; without them the page scrolls. */
export function zoomByWheel(plot: uPlot): void {
  plot.over.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.altKey) return;
      event.preventDefault();
      const factor = event.deltaY < 0 ? 1 / notch : notch;
      zoomBy(factor, plot.posToVal(event.offsetX, 'x'), true);
    },
    { passive: false },
  );
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

import type uPlot from 'uplot';
import { cursor, dragged } from '../cursor.ts';

/** Less is a click, CSS pixels. */
const leastWidth = 6;

/**
 * Points at rows, and drags a span out. The row under the pointer stays the one that is shown while a span is dragged, also where the pointer
 * leaves the chart: above and below it, and beyond its ends, where it is the first or the last.
 *
 * @param selected is called with the span in epoch seconds.
 */
export function selectByPointer(plot: uPlot, selected: (from: number, to: number) => void): void {
  const { over } = plot;
  const point = (left: number): void => void (cursor.value = plot.data[0][plot.posToIdx(left)] ?? null);
  over.addEventListener('mouseleave', () => {
    if (!dragged.peek()) cursor.value = null;
  });
  over.addEventListener('mousemove', (event) => point(event.offsetX));
  over.addEventListener('mousedown', (event) => {
    if (event.button !== 0) return;
    // An instant: the chart moves under the pointer as rows come.
    const begun = plot.posToVal(event.offsetX, 'x');
    const left = event.clientX - event.offsetX;
    const width = over.clientWidth;
    const move = ({ target, offsetX, clientX }: MouseEvent): void => {
      const place = Math.min(width, Math.max(0, target === over ? offsetX : clientX - left));
      const anchor = Math.min(width, Math.max(0, plot.valToPos(begun, 'x')));
      const wide = Math.abs(place - anchor) >= leastWidth;
      const reached = plot.posToVal(place, 'x');
      point(place);
      dragged.value = wide ? { from: Math.min(begun, reached), to: Math.max(begun, reached) } : null;
      show(plot, wide ? Math.min(place, anchor) : 0, wide ? Math.abs(place - anchor) : 0);
    };
    const end = new AbortController();
    const finish = (): void => {
      end.abort();
      show(plot, 0, 0);
      dragged.value = null;
      if (!over.matches(':hover')) cursor.value = null;
    };
    const options = { signal: end.signal };
    document.addEventListener('mousemove', move, options);
    document.addEventListener(
      'mouseup',
      () => {
        const span = dragged.peek();
        finish();
        if (span) selected(span.from, span.to);
      },
      options,
    );
    const cancel = (key: KeyboardEvent): void => {
      if (key.key !== 'Escape') return;
      key.stopPropagation();
      finish();
    };
    document.addEventListener('keydown', cancel, { capture: true, ...options });
  });
}

function show(plot: uPlot, left: number, width: number): void {
  plot.setSelect({ left, width, top: 0, height: width > 0 ? plot.over.clientHeight : 0 }, false);
}

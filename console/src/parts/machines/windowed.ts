import { useLayoutEffect, useState } from 'preact/hooks';
import type { RefObject } from 'preact';

export interface Windowed {
  /** First row to draw and the one after the last. */
  from: number;
  to: number;
  rowHeight: number;
}

/** Rows drawn beyond the edges, so that a turn of the wheel meets drawn rows. */
const margin = 8;

/** Which of `count` rows of fixed height are in sight of a scroller. The height is the style sheet's. */
export function useWindowed(scroller: RefObject<HTMLElement | null>, count: number): Windowed {
  const [view, setView] = useState({ top: 0, height: 0, rowHeight: 28 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    let rowHeight = view.rowHeight;
    const look = (): void => {
      const top = Math.floor(element.scrollTop / rowHeight);
      const height = Math.ceil(element.clientHeight / rowHeight);
      setView((was) =>
        was.top === top && was.height === height && was.rowHeight === rowHeight
          ? was
          : { top, height, rowHeight },
      );
    };
    const measure = (): void => {
      rowHeight = Number.parseFloat(getComputedStyle(element).getPropertyValue('--row')) || rowHeight;
      look();
    };
    // Now, so that the rows in sight are in the first frame, and what they need is asked for once.
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  const from = Math.max(0, Math.min(view.top, count - view.height) - margin);
  return { from, to: Math.min(count, view.top + view.height + margin), rowHeight: view.rowHeight };
}

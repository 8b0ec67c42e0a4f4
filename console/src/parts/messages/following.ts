import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Tail } from '../../data/messages/tail.ts';
import { paused, togglePause } from '../../data/live.ts';

export interface Following {
  /** What is drawn stays: one reads, or the screen is frozen. */
  readonly isHeld: boolean;
  /** Stops following: a row has the focus. */
  readonly read: () => void;
  /** Goes to the newest message and follows. */
  readonly follow: () => void;
}

/** Rows from the first on at which older ones are asked for. */
const near = 20;

/** Keeps the newest message in sight until one scrolls up or pauses, and what one reads where it is. */
export function useFollowing(
  scroller: RefObject<HTMLElement | null>,
  tail: Tail,
  rowHeight: number,
): Following {
  const [isReading, setReading] = useState(false);
  const isHeld = isReading || paused.value;
  useLayoutEffect(() => {
    if (isHeld) tail.hold();
    else tail.release();
  }, [isHeld]);
  const { items, prepended } = tail.rows.value;
  const before = useRef(prepended);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    if (!isHeld) element.scrollTop = element.scrollHeight;
    else element.scrollTop += (prepended - before.current) * rowHeight;
    before.current = prepended;
  }, [items, isHeld, rowHeight]);
  useEffect(() => {
    const element = scroller.current;
    if (!element || isReading) return undefined;
    const resized = new ResizeObserver(() => (element.scrollTop = element.scrollHeight));
    resized.observe(element);
    return () => resized.disconnect();
  }, [isReading]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const look = (): void => {
      const below = element.scrollHeight - element.clientHeight - element.scrollTop;
      const isInside = element.contains(document.activeElement) && element !== document.activeElement;
      setReading(below > rowHeight || isInside);
      if (below > rowHeight && element.scrollTop < near * rowHeight) tail.readBack().catch(reportError);
    };
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, [rowHeight]);
  const follow = (): void => {
    const element = scroller.current;
    if (element?.contains(document.activeElement)) element.focus({ preventScroll: true });
    setReading(false);
    if (paused.peek()) togglePause();
  };
  return { isHeld, read: () => setReading(true), follow };
}

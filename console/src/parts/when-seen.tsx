import type { ComponentChildren, JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { useInSight } from '../charts/in-sight.ts';

/** What is drawn, and fetched, when its place first comes into sight. */
export function WhenSeen({ children }: { children: ComponentChildren }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const wasSeen = useRef(false);
  wasSeen.current ||= useInSight(place).value;
  return <div ref={place}>{wasSeen.current && children}</div>;
}

import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { chosen, choosing, compareUri, toggleChosen } from '../../view/chosen.ts';
import { useCommands } from '../../view/keys.ts';
import { go } from '../../view/router.ts';

/** What names each row, drawn or not, in order: `data-at` of what takes the focus in it. */
type RowKeys = readonly string[];

/** What walks the rows of each table on the page. */
const walks = new WeakMap<Element, (by: number) => void>();

/** Walks the table that has the focus, else the first. */
function walkHere(by: number): void {
  const table = document.activeElement?.closest('.machines') ?? document.querySelector('.machines');
  if (table) walks.get(table)?.(by);
}

/** `j` and `k` walk the rows by moving the focus, from row `first` on; Enter then is the link's own. */
export function useRowKeys(
  scroller: RefObject<HTMLElement | null>,
  keys: RowKeys,
  rowHeight: number,
  first = 0,
): void {
  const at = useRef<string | null>(null);
  const wanted = useRef<string | null>(null);
  const focus = (): void => {
    const found = scroller.current?.querySelector<HTMLElement>(
      `[data-at="${CSS.escape(wanted.current ?? '')}"]`,
    );
    if (!found) return;
    found.focus();
    wanted.current = null;
  };
  const walk = (by: number): void => {
    const element = scroller.current;
    if (!element || keys.length === 0) return;
    const focused = element.contains(document.activeElement) ? document.activeElement : null;
    at.current = focused?.getAttribute('data-at') ?? at.current;
    const here = at.current === null ? -1 : keys.indexOf(at.current);
    const next = Math.max(0, Math.min(keys.length - 1, here < 0 ? first : here + by));
    at.current = wanted.current = keys[next] ?? null;
    const head = element.querySelector('thead')?.clientHeight ?? 0;
    const top = next * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    const bottom = top + rowHeight + head - element.clientHeight;
    if (bottom > element.scrollTop) element.scrollTop = bottom;
    focus();
  };
  // Before the paint, as keys are bound: the rows that are seen are those that are walked.
  useLayoutEffect(() => {
    if (scroller.current) walks.set(scroller.current, walk);
    if (wanted.current) focus();
  });
  useCommands([
    { key: 'j', also: 'ArrowDown', name: 'next row', run: () => walkHere(1) },
    { key: 'k', also: 'ArrowUp', name: 'previous row', run: () => walkHere(-1) },
  ]);
}

/** `x` chooses a machine, `c` compares. */
export function useChoosing(): void {
  const chooseHere = (): void => {
    const link = document.activeElement;
    const id = link?.matches('a') ? link.getAttribute('data-id') : null;
    choosing.value = true;
    if (id !== null && id !== undefined) toggleChosen(id);
  };
  const compare = (): void => {
    if (chosen.peek().size > 0) go(compareUri(chosen.peek()));
    else choosing.value = true;
  };
  useCommands([
    { key: 'x', name: 'choose machines, or the one of this row', run: chooseHere },
    { key: 'c', name: 'compare the chosen machines', run: compare },
  ]);
}

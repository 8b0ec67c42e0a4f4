import { effect, signal, type ReadonlySignal } from '@preact/signals';
import { useLayoutEffect, useMemo } from 'preact/hooks';
import type { Drawn } from './drawn.ts';
import { forgetRedraw, redrawSoon } from './redraw.ts';

/**
 * The data of a page as one of its charts shows it. The charts take new data one after the other, so that a new row of
 * sixty charts does not delay the cursor.
 */
export function useTurns(view: Drawn): ReadonlySignal<Drawn> {
  const shown = useMemo(() => signal(now(view)), [view]);
  useLayoutEffect(() => {
    const take = (): void => void (shown.value = now(view));
    let first = true;
    const stop = effect(() => {
      now(view);
      if (!first) redrawSoon(take);
      first = false;
    });
    return () => {
      stop();
      forgetRedraw(take);
    };
  }, [view, shown]);
  return shown;
}

function now(view: Drawn): Drawn {
  const { class: cls, source, columns, pending, marks, removedSince } = view;
  return {
    class: cls,
    source,
    columns,
    pending,
    marks,
    removedSince,
    historyUri: view.historyUri.bind(view),
  };
}

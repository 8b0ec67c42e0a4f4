import type { JSX } from 'preact';

/** Pages of alarms that are listed at most. */
const mostPages = 20;

interface Props {
  /** Alarms and pages that are listed. */
  count: number;
  pages: number;
  isBusy: boolean;
  show: () => void;
}

/** Below a list that is not of all: the way to the next page. */
export function More({ count, pages, isBusy, show }: Props): JSX.Element {
  return (
    <p class="note">
      The first {count.toLocaleString('en')}.{' '}
      {pages < mostPages ? (
        // It keeps the focus while it is busy.
        <button type="button" aria-disabled={isBusy} onClick={() => !isBusy && show()}>
          show more
        </button>
      ) : (
        'There are more: choose machines or a rule.'
      )}
    </p>
  );
}

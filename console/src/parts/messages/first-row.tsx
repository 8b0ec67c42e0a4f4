import type { JSX } from 'preact';
import type { Tail } from '../../data/messages/tail.ts';
import { columns } from './message-head.tsx';

/** What is before the first message that is drawn. */
export function FirstRow({ tail }: { tail: Tail }): JSX.Element {
  const { items, isStart } = tail.rows.value;
  return (
    <tr class="first" aria-rowindex={2}>
      <td colSpan={columns.length} data-at="first" tabIndex={-1}>
        {isStart ? (
          <span class="note">
            No {items.length > 0 && 'older '}
            {tail.filter === '' ? 'message is kept' : 'message that is kept fits'}
          </span>
        ) : (
          <button type="button" onClick={() => void tail.readBack().catch(reportError)}>
            {tail.isReadingBack.value ? 'reading older messages' : 'older messages'}
          </button>
        )}
      </td>
    </tr>
  );
}

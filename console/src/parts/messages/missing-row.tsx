import type { JSX } from 'preact';
import type { Gap } from '../../data/messages/items.ts';
import { columns } from './message-head.tsx';

/** That messages are missing between two rows, and how many. */
export function MissingRow({ gap: { id, missing }, index }: { gap: Gap; index: number }): JSX.Element {
  return (
    <tr class="missing" aria-rowindex={index + 2}>
      <td colSpan={columns.length} data-at={id} tabIndex={-1}>
        {textOf(missing)}
      </td>
    </tr>
  );
}

function textOf(missing: number | null): string {
  if (missing === null) return 'virtscope was started again: how many messages are missing here is not known';
  const count = missing.toLocaleString('en-GB');
  return `${count} ${missing === 1 ? 'message is' : 'messages are'} missing here`;
}

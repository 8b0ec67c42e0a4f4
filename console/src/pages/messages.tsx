import '../styles/machines.css';
import '../styles/streams/messages.css';
import type { JSX } from 'preact';
import { addressOfRead } from '../data/messages/address.ts';
import { useTail } from '../data/messages/use-tail.ts';
import { CopyCurl, Problem } from '../parts/lazily.ts';
import { DownloadMessages } from '../parts/messages/download.tsx';
import { FilterField } from '../parts/messages/filter-field.tsx';
import { MessageTable } from '../parts/messages/message-table.tsx';
import { query } from '../view/router.ts';

/** The control calls of virtscope as they come, of those that a filter is true of. */
export function MessagesPage(): JSX.Element {
  const text = query('filter') ?? '';
  const { tail, refused } = useTail(text.trim());
  const isWrong = refused?.problem.code === 'FILTER_INVALID';
  return (
    <div class="messages-page">
      <div class="table-bar">
        <h1>Messages</h1>
        <span class="space" />
        {tail && <DownloadMessages tail={tail} />}
        <CopyCurl requests={() => [addressOfRead({ filter: text.trim() })]} />
      </div>
      <FilterField text={text} refused={isWrong ? refused : null} shown={tail && tail.filter} />
      {refused && !isWrong && !tail && <Problem problem={refused.problem} what="list" />}
      {!tail && !refused && <p class="note">Waiting for the messages.</p>}
      {tail && <MessageTable key={tail} tail={tail} />}
    </div>
  );
}

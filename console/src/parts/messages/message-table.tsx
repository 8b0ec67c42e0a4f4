import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { Message } from '../../../../src/api/wire/messages.ts';
import { isGap } from '../../data/messages/items.ts';
import type { Tail } from '../../data/messages/tail.ts';
import { Dialog } from '../dialog.tsx';
import { useRowKeys } from '../machines/row-keys.ts';
import { Spacer } from '../machines/spacer.tsx';
import { useWindowed } from '../machines/windowed.ts';
import { FirstRow } from './first-row.tsx';
import { useFollowing } from './following.ts';
import { MessageDetails } from './message-details.tsx';
import { MessageHead } from './message-head.tsx';
import { MessageRow } from './message-row.tsx';
import { MissingRow } from './missing-row.tsx';
import { TailState } from './tail-state.tsx';

/** The messages of a tail, the newest at the bottom, of which those in sight are drawn. */
export function MessageTable({ tail }: { tail: Tail }): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  // An object of each time: one may be opened again before the dialog of the time before is gone.
  const [opened, setOpened] = useState<{ readonly message: Message } | null>(null);
  // Tab stops at one row of thousands: the one that had the focus, else the newest in sight.
  const [at, setAt] = useState<string | null>(null);
  const { items } = tail.rows.value;
  const count = items.length + 1;
  const { from, to, rowHeight } = useWindowed(scroller, count);
  const following = useFollowing(scroller, tail, rowHeight);
  const keys = useMemo(() => ['first', ...items.map(({ id }) => id)], [items]);
  useRowKeys(scroller, keys, rowHeight, count - 1);
  // Where the list follows, the place of the scroller is known only after these rows are drawn.
  const end = following.isHeld ? to : count;
  const start = Math.max(0, following.isHeld ? from : count - (to - from));
  const shown = items.slice(Math.max(0, start - 1), end - 1);
  const stop = shown.find(({ id }) => id === at) ?? shown.findLast((item) => !isGap(item));
  return (
    <>
      <div class="machines messages" ref={scroller} tabIndex={-1}>
        <table aria-rowcount={count + 1} aria-label="messages">
          <MessageHead />
          <tbody
            onFocusIn={({ target }) => {
              following.read();
              setAt((target as Element).getAttribute('data-at'));
            }}
          >
            <Spacer rows={start} rowHeight={rowHeight} />
            {start === 0 && <FirstRow key="first" tail={tail} />}
            {shown.map((item, i) => {
              const index = Math.max(1, start) + i;
              return isGap(item) ? (
                <MissingRow key={item.id} gap={item} index={index} />
              ) : (
                <MessageRow
                  key={item.id}
                  message={item}
                  index={index}
                  isStop={item === stop}
                  open={(message) => setOpened({ message })}
                />
              );
            })}
            <Spacer rows={count - end} rowHeight={rowHeight} />
          </tbody>
        </table>
      </div>
      <TailState tail={tail} following={following} />
      {opened && (
        <Dialog
          key={opened}
          class="message"
          label="message"
          close={() => setOpened((now) => (now === opened ? null : now))}
        >
          <MessageDetails message={opened.message} />
        </Dialog>
      )}
    </>
  );
}

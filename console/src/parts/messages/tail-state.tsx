import type { JSX } from 'preact';
import { paused } from '../../data/live.ts';
import type { Tail } from '../../data/messages/tail.ts';
import { hint, useCommands } from '../../view/keys.ts';
import type { Following } from './following.ts';

/** Whether the list follows what comes, and else how much waits: a bar that is there in either case. */
export function TailState({ tail, following }: { tail: Tail; following: Following }): JSX.Element {
  const { isHeld, follow } = following;
  const toNewest = { key: 'End', name: 'the newest message, and follow', run: follow };
  useCommands([toNewest]);
  const word = tail.isAway.value ? 'Reconnecting' : isHeld ? 'PAUSED' : 'Live';
  const why = !isHeld
    ? 'the newest message is at the bottom'
    : paused.value
      ? 'you froze the screen'
      : 'you scrolled or chose a row';
  const count = tail.waiting.value.toLocaleString('en-GB');
  return (
    <div class={isHeld ? 'tail-state paused' : 'tail-state'}>
      <span role="status">
        <b>{word}</b> – {why}
      </span>
      {isHeld && (
        <button type="button" onClick={follow} title={hint(toNewest)}>
          {count} new <span aria-hidden="true">↓</span>
        </button>
      )}
    </div>
  );
}

import type { JSX } from 'preact';
import { span } from '../../format/format.ts';
import { dataAge, liveness, paused, togglePause, waiting, type Liveness } from '../../data/live.ts';
import { hint, useCommands, type Command } from '../../view/keys.ts';
import { ZoneSwitch } from './zone-switch.tsx';

const freeze: Command = { key: '.', name: 'freeze the screen; collection goes on', run: togglePause };

/** Whether the page is live, and the time; without a connection the age of the values on screen. */
export function Connection(): JSX.Element {
  const [word, rest] = words();
  useCommands([freeze]);
  return (
    <div class={`connection ${liveness.value}`}>
      <span role="status">{word}</span>
      {rest && <span class="rest">{rest}</span>}
      <button
        type="button"
        class="icon"
        aria-pressed={paused.value}
        onClick={togglePause}
        title={hint(freeze)}
      >
        <span aria-hidden="true">{paused.value ? '▶' : '❚❚'}</span>
        <span class="hidden">freeze the screen</span>
      </button>
      <ZoneSwitch />
    </div>
  );
}

/** The state for all readers, and the moving part that is not read out every second. */
function words(): readonly [state: string, rest: string] {
  const age = span(dataAge.value);
  const byLiveness: Record<Liveness, readonly [string, string]> = {
    connecting: ['connecting', ''],
    live: ['live', ''],
    silent: ['no new data', `for ${age}`],
    reconnecting: ['reconnecting', dataAge.value > 0 ? `data from ${age} ago` : ''],
    paused: ['PAUSED', `${age} behind, ${waiting.value} updates wait`],
  };
  return byLiveness[liveness.value];
}

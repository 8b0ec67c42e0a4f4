import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { labelsOf } from '../../../../src/model/text/labels.ts';
import { byName, fleet } from '../../data/fleet.ts';
import { hasWords } from '../../format/has-words.ts';
import { compareIds, mostCompared } from '../../view/chosen.ts';

/** Matches that are listed; all of them can be added. */
const mostListed = 8;

/** Adds machines by words of their names: one, or all that match. */
export function AddMachines({ ids }: { ids: readonly string[] }): JSX.Element {
  const [text, setText] = useState('');
  const matches = matching(text, new Set(ids));
  const add = (added: readonly number[]): void => {
    const table = fleet.value;
    setText('');
    compareIds([...ids, ...added.map((row) => table?.ids[row] ?? '')].slice(0, mostCompared));
  };
  const labels = fleet.value ? labelsOf(fleet.value) : [];
  const exact = matches.find((row) => labels[row] === text);
  return (
    <>
      <input
        type="search"
        aria-label="add a machine"
        placeholder="add a machine"
        maxLength={200}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onChange={() => exact !== undefined && add([exact])}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setText('');
          if (event.key !== 'Enter') return;
          event.preventDefault();
          const [first] = matches;
          if (first !== undefined) add([exact ?? first]);
        }}
      />
      {text.trim() !== '' && (
        <ul class="matches" aria-label="machines that match">
          {matches.slice(0, mostListed).map((row) => (
            <li key={row}>
              <button type="button" onClick={() => add([row])}>
                {labels[row]}
              </button>
            </li>
          ))}
          {matches.length > 1 && (
            <li>
              <button type="button" onClick={() => add(matches)}>
                {countText(matches.length, mostCompared - ids.length)}
              </button>
            </li>
          )}
          {matches.length === 0 && <li class="note">no other machine has these words in its name</li>}
        </ul>
      )}
    </>
  );
}

/** `add all 4`, or `add the first 18 of 43` where not all fit. */
function countText(count: number, room: number): string {
  return count <= room ? `add all ${count}` : `add the first ${room} of ${count}`;
}

/** Rows, by name, whose names have all words. */
function matching(text: string, compared: ReadonlySet<string>): number[] {
  const table = fleet.value;
  if (!table || text.trim() === '') return [];
  const accept = hasWords(text);
  return byName.value.filter((row) => !compared.has(table.ids[row] ?? '') && accept(table.names[row] ?? ''));
}

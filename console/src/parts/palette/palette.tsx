import '../../styles/search.css';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { selectionOf, wantLanguage } from '../../data/selector/selection.ts';
import { shown } from '../../pages.ts';
import { hasCtrl, shownCommands } from '../../view/keys.ts';
import { rememberChoice } from '../../view/recent-choices.ts';
import { byKey } from '../key.tsx';
import { resultsOf, useLookUp } from '../search/results.tsx';
import { ListedRow, type Row } from '../search/row.tsx';
import { groupsOf } from './groups.tsx';

const listId = 'palette-list';
const optionId = (place: number): string => `palette-option-${place}`;

/** One field over machines, hosts, pages and the commands of the page: Enter takes the first of what matches. */
export function Palette(): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const [isEntered, setEntered] = useState(false);
  const own = useMemo(() => byKey(shownCommands()).filter(({ key }) => key !== 'Ctrl+k'), []);
  const { selector, error, isPending } = selectionOf(text);
  const table = useLookUp(text, text.length, selector, shown.value.page.table === true);
  const groups = useMemo(
    () => groupsOf(text, resultsOf(selector, table), own, table),
    [text, selector?.text, isPending, table],
  );
  const rows = groups.flatMap((group) => group.rows);
  const leave = (): void => input.current?.closest('dialog')?.close();
  const choose = (row: Row): void => {
    // Commands act on what had the focus before.
    leave();
    rememberChoice(row.key);
    row.choose();
  };
  useEffect(() => {
    input.current?.focus();
    wantLanguage();
  }, []);
  // Enter may come before what matches.
  useEffect(() => {
    if (isEntered && rows[0]) choose(rows[0]);
  });
  const pressed = (event: KeyboardEvent): void => {
    // It may have been closed while its field has the focus still: the key asks for it again.
    if (!input.current?.closest('dialog')?.open) return;
    const { key } = event;
    const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setActive((active + step + rows.length) % Math.max(1, rows.length));
    else if (key === 'k' && hasCtrl(event)) leave();
    else if (key !== 'Enter') return;
    // What is drawn may be of fewer letters.
    else if (rows[active] && input.current?.value === text) choose(rows[active]);
    else setEntered(true);
    event.preventDefault();
  };
  return (
    <>
      <div class="field">
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-label="words of a name, or a selector"
          placeholder="words of a name, or a selector"
          aria-autocomplete="list"
          aria-expanded={rows.length > 0}
          aria-controls={rows.length > 0 ? listId : undefined}
          aria-activedescendant={rows[active] && optionId(active)}
          autocomplete="off"
          spellcheck={false}
          maxLength={200}
          value={text}
          onInput={({ currentTarget: { value } }) => {
            setText(value);
            setActive(0);
            setEntered(false);
          }}
          onKeyDown={pressed}
        />
        <button type="button" class="quiet" onClick={leave}>
          close
        </button>
      </div>
      {rows.length > 0 && (
        <div role="listbox" id={listId} aria-label="what matches">
          {groups.map(({ title, rows: ofGroup }) => (
            <ul key={title} role="group" aria-label={title}>
              <li role="presentation" class="title">
                {title}
              </li>
              {ofGroup.map((row) => {
                const place = rows.indexOf(row);
                return (
                  <ListedRow
                    key={row.key}
                    row={row}
                    id={optionId(place)}
                    isActive={place === active}
                    choose={() => choose(row)}
                  />
                );
              })}
            </ul>
          ))}
        </div>
      )}
      {rows.length === 0 && (
        <p class={error ? 'wrong' : 'note'} role="status">
          {error
            ? `${error.message}.`
            : isPending || !table
              ? 'looking…'
              : 'Nothing has these words in its name.'}
        </p>
      )}
    </>
  );
}

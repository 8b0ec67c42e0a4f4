import '../../styles/search.css';
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { selectionOf } from '../../data/selector/selection.ts';
import { active, listId, optionId, options } from './options.ts';
import { resultsOf, useLookUp } from './results.tsx';
import { ListedRow, type Row } from './row.tsx';
import { suggestionsOf } from './suggestions.tsx';

interface Props {
  text: string;
  /** Place of the cursor in it. */
  cursor: number;
  /** The page has the table, which shows what matches. */
  hasTable: boolean;
  accept: (text: string, cursor: number) => void;
}

/** What can be chosen below the search: machines and hosts that match, words that fit; and what is wrong with the text. */
export function Popup({ text, cursor, hasTable, accept }: Props): JSX.Element | null {
  const selection = selectionOf(text);
  const table = useLookUp(text, cursor, selection.selector, hasTable);
  const rows = useMemo<Row[]>(() => {
    const { hosts, machines } = resultsOf(hasTable ? null : selection.selector, table);
    const results = [...hosts, ...machines];
    // Words that fit would only flash before what matches.
    if (!hasTable && selection.selector && !table) return [];
    return results.length > 0 ? results : suggestionsOf(text, cursor, table, accept);
  }, [text, cursor, hasTable, table, selection.selector?.text, selection.isPending]);
  useEffect(() => {
    options.value = rows;
    return () => void (options.value = []);
  }, [rows]);
  const { error } = selection;
  if (rows.length === 0 && !error) return null;
  return (
    <div class="popup">
      {rows.length > 0 && (
        <ul role="listbox" id={listId} aria-label={hasTable ? 'words that fit' : 'what matches'}>
          {rows.map((row, place) => (
            <ListedRow
              key={row.key}
              row={row}
              id={optionId(place)}
              isActive={active.value === place}
              choose={row.choose}
            />
          ))}
        </ul>
      )}
      {error && (
        <p class="wrong" role="status">
          {error.message}.
        </p>
      )}
    </div>
  );
}

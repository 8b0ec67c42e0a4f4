import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { language, selectionOf } from '../../data/selector/selection.ts';
import { useLookUp } from './results.tsx';
import { ListedRow, type Row } from './row.tsx';
import { suggestionsOf } from './suggestions.tsx';

interface Props {
  listId: string;
  optionId: (place: number) => string;
  text: string;
  /** Place of the cursor in it. */
  cursor: number;
  /** Place of the word that Enter takes; -1 for none. */
  active: number;
  /** What is listed now. */
  offer: (rows: readonly Row[]) => void;
  accept: (text: string, cursor: number) => void;
}

/** Words that fit at the cursor of a selector that compares no metrics. */
export function Words({ listId, optionId, text, cursor, active, offer, accept }: Props): JSX.Element | null {
  const table = useLookUp(text, cursor, selectionOf(text, null).selector, false);
  const rows = useMemo(
    () => suggestionsOf(text, cursor, table, accept, false),
    [text, cursor, table, language.value],
  );
  useEffect(() => {
    offer(rows);
    return () => offer([]);
  }, [rows]);
  if (rows.length === 0) return null;
  return (
    <div class="popup">
      <ul role="listbox" id={listId} aria-label="words that fit">
        {rows.map((row, place) => (
          <ListedRow
            key={row.key}
            row={row}
            id={optionId(place)}
            isActive={active === place}
            choose={row.choose}
          />
        ))}
      </ul>
    </div>
  );
}

import '../../styles/search.css';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { wantLanguage } from '../../data/selector/selection.ts';
import { around } from './options.ts';
import type { Row } from './row.tsx';
import { Words } from './words.tsx';

const listId = 'selector-words';
const optionId = (place: number): string => `${listId}-${place}`;

interface Props {
  label: string;
  placeholder: string;
  text: string;
  /** As one types. */
  change: (text: string) => void;
}

/** A field for a selector that compares no metrics, with the words that fit at the cursor below it. */
export function SelectorField({ label, placeholder, text, change }: Props): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const [cursor, setCursor] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [rows, setRows] = useState<readonly Row[]>([]);
  const isListed = isOpen && rows.length > 0;
  const accepted = useRef<number | null>(null);
  // A word that was taken is written on from its end.
  useLayoutEffect(() => {
    if (accepted.current !== null) input.current?.setSelectionRange(accepted.current, accepted.current);
    accepted.current = null;
  });
  const write = (next: string, at: number): void => {
    setCursor(at);
    setActive(-1);
    change(next);
  };
  const pressed = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      if (isListed) setActive(around(active, step, rows.length));
      else setOpen(true);
    } else if (event.key === 'Enter') {
      if (isListed && rows[active]) rows[active].choose();
      else setOpen(false);
    } else if (event.key === 'Escape' && isOpen) setOpen(false);
    else return;
    event.preventDefault();
  };
  return (
    <span class="selector-field" onFocusOut={() => setOpen(false)}>
      <input
        ref={input}
        type="search"
        role="combobox"
        list={undefined}
        aria-label={label}
        placeholder={placeholder}
        aria-autocomplete="list"
        aria-expanded={isListed}
        aria-controls={isListed ? listId : undefined}
        aria-activedescendant={isListed && active >= 0 ? optionId(active) : undefined}
        autocapitalize="off"
        autocomplete="off"
        spellcheck={false}
        maxLength={1024}
        value={text}
        onFocus={wantLanguage}
        onInput={({ currentTarget: { value, selectionStart } }) => {
          setOpen(value !== '');
          write(value, selectionStart ?? value.length);
        }}
        onKeyDown={pressed}
      />
      {isOpen && (
        <Words
          listId={listId}
          optionId={optionId}
          text={text}
          cursor={cursor}
          active={active}
          offer={setRows}
          accept={(next, at) => {
            accepted.current = at;
            write(next, at);
          }}
        />
      )}
    </span>
  );
}

import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { selectText } from '../../data/selector/selected.ts';
import { wantLanguage } from '../../data/selector/selection.ts';
import { lazy } from '../../lazy.tsx';
import { shown } from '../../pages.ts';
import { ctrl, hint, useCommands, type Command } from '../../view/keys.ts';
import { go, path, setQuery } from '../../view/router.ts';
import { active, closeOptions, isOpen, listId, moveActive, optionId, options } from '../search/options.ts';

const Popup = lazy(async () => import('../search/popup.tsx'), 'Popup');

/** Filters the table of machines as one types; on other pages a list of what matches leads there. */
export function Search({ palette }: { palette: Command }): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const [own, setOwn] = useState('');
  const [cursor, setCursor] = useState(0);
  const hasTable = shown.value.page.table === true;
  const text = hasTable ? selectText.value : own;
  const command = {
    key: '/',
    name: 'search machines: words of the name, is:red, host:, tag:, cpu>80%',
    run: () => input.current?.select(),
  };
  useCommands([command]);
  useEffect(() => {
    setOwn('');
    closeOptions();
  }, [path.value]);
  const setText = (next: string, at = next.length): void => {
    setCursor(at);
    active.value = -1;
    setOwn(next);
    if (hasTable) setQuery({ select: next, q: null });
  };
  const accepted = useRef<number | null>(null);
  // A suggestion that was taken is written on from its end.
  useLayoutEffect(() => {
    if (accepted.current !== null) input.current?.setSelectionRange(accepted.current, accepted.current);
    accepted.current = null;
  });
  const accept = (next: string, at: number): void => {
    accepted.current = at;
    setText(next, at);
  };
  const pressed = (event: KeyboardEvent): void => {
    const { key } = event;
    const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      if (isOpen.value) moveActive(step);
      else isOpen.value = true;
      event.preventDefault();
    } else if (key === 'Escape') {
      setText('');
      closeOptions();
      input.current?.blur();
    } else if (key === 'Enter') {
      const option = isOpen.value ? options.value[active.value] : undefined;
      if (option) return option.choose();
      closeOptions();
      if (!hasTable) go(`/metrics/VM?select=${encodeURIComponent(text)}`);
      document.querySelector<HTMLElement>('[aria-label=machines] a')?.focus();
    }
  };
  return (
    <search onFocusOut={closeOptions}>
      <input
        ref={input}
        type="search"
        role="combobox"
        list={undefined}
        placeholder="search machines"
        aria-label="search machines"
        aria-keyshortcuts="/"
        aria-autocomplete="list"
        aria-expanded={isOpen.value && options.value.length > 0}
        aria-controls={isOpen.value && options.value.length > 0 ? listId : undefined}
        aria-activedescendant={active.value < 0 ? undefined : optionId(active.value)}
        autocomplete="off"
        spellcheck={false}
        title={hint(command)}
        value={text}
        onFocus={wantLanguage}
        onInput={({ currentTarget: { value, selectionStart } }) => {
          isOpen.value = value !== '';
          setText(value, selectionStart ?? value.length);
        }}
        onKeyDown={pressed}
      />
      {isOpen.value && <Popup text={text} cursor={cursor} hasTable={hasTable} accept={accept} />}
      <button type="button" class="quiet" title={palette.name} onClick={palette.run}>
        <kbd>{ctrl} K</kbd>
        <span class="hidden">: {palette.name}</span>
      </button>
    </search>
  );
}

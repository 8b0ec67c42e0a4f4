import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { shown } from '../../pages.ts';
import { useKeys } from '../../view/keys.ts';
import { go, query, setQuery } from '../../view/router.ts';

/** Filters the table of machines as one types; from a page without one, Enter opens it. */
export function Search(): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => input.current?.select() });
  const hasTable = (): boolean => shown.value.page.table === true;
  const typed = (text: string): void => {
    if (hasTable()) setQuery({ select: text, q: null });
  };
  const pressed = (event: KeyboardEvent & { currentTarget: HTMLInputElement }): void => {
    const { currentTarget: field } = event;
    if (event.key === 'Escape') {
      field.value = '';
      typed('');
      field.blur();
    } else if (event.key === 'Enter') {
      if (!hasTable()) go(`/metrics/VM?select=${encodeURIComponent(field.value)}`);
      document.querySelector<HTMLElement>('.machines tbody a')?.focus();
    }
  };
  return (
    <search>
      <input
        ref={input}
        type="search"
        placeholder="search machines"
        aria-label="search machines"
        aria-keyshortcuts="/"
        title="words of the name, or is:red, is:running, is:off ( / )"
        value={hasTable() ? (query('select') ?? query('q') ?? '') : ''}
        onInput={(event) => typed(event.currentTarget.value)}
        onKeyDown={pressed}
      />
    </search>
  );
}

import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { Refused } from '../../data/messages/use-tail.ts';
import { hint, useCommands } from '../../view/keys.ts';
import { setQuery } from '../../view/router.ts';

interface Props {
  text: string;
  /** It, or one that was typed just before. */
  refused: Refused | null;
  /** The filter of what is shown; null where nothing is. */
  shown: string | null;
}

/** The filter as one types, with what is wrong in it below. */
export function FilterField({ text, refused, shown }: Props): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const toFilter = { key: 'f', name: 'filter the messages', run: () => input.current?.focus() };
  useCommands([toFilter]);
  return (
    <div class="message-filter">
      <input
        ref={input}
        type="search"
        aria-label="filter: words, or an expression"
        placeholder="words, or latency > 0.5 && service == 'libvirtd'"
        title={hint(toFilter)}
        aria-invalid={refused !== null}
        aria-describedby={refused ? 'filter-problem' : undefined}
        autocapitalize="off"
        autocomplete="off"
        spellcheck={false}
        maxLength={2048}
        value={text}
        onInput={({ currentTarget: { value } }) => setQuery({ filter: value })}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Enter' || key === 'Escape') currentTarget.blur();
        }}
      />
      {refused && <FilterProblem refused={refused} shown={shown} />}
    </div>
  );
}

/** What is wrong, where, and what there is. */
function FilterProblem({ refused, shown }: { refused: Refused; shown: string | null }): JSX.Element {
  const { filter: text, problem } = refused;
  const { position = 0, length = 0, known = [] } = problem.problem;
  return (
    <div id="filter-problem">
      <p class="wrong" role="alert">
        {problem.message}, at character {position + 1}
      </p>
      <pre>
        {text.slice(0, position)}
        <mark>{text.slice(position, position + length) || '▯'}</mark>
        {text.slice(position + length)}
      </pre>
      {known.length > 0 && <p class="note">Fields: {known.join(', ')}</p>}
      {shown !== null && (
        <p class="note">{shown === '' ? 'All messages are shown.' : `Shown is “${shown}”.`}</p>
      )}
    </div>
  );
}

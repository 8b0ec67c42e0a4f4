import type { JSX } from 'preact';
import { ignoredParameters } from '../../view/parameters.ts';
import { search, setQuery } from '../../view/router.ts';
import { Light } from '../light.tsx';

/** Names the parameters of the address that the page, whose own are given, ignores: the API would refuse them. */
export function IgnoredParameters({ own }: { own: readonly string[] }): JSX.Element | null {
  const ignored = ignoredParameters(own, search.value);
  if (ignored.length === 0) return null;
  const remove = (): void => setQuery(Object.fromEntries(ignored.map(({ name }) => [name, null])));
  return (
    <p class="ignored" role="status">
      <Light light="amber" word="ignored in this address:" />{' '}
      {ignored.map(({ name, reason }, i) => (
        <span key={name}>
          {i > 0 && '; '}
          <code>{name.slice(0, 40)}</code> ({reason})
        </span>
      ))}{' '}
      <button type="button" onClick={remove}>
        remove
      </button>
    </p>
  );
}

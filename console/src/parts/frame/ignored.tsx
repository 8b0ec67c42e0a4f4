import type { JSX } from 'preact';
import { ignoredParameters } from '../../view/parameters.ts';
import { route, search, setQuery } from '../../view/router.ts';
import { Light } from '../light.tsx';

/** Says which parameters of the address the page ignores: the API would refuse them. */
export function IgnoredParameters(): JSX.Element | null {
  const ignored = ignoredParameters(route.value.page, search.value);
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
      <button type="button" class="quiet" onClick={remove}>
        remove
      </button>
    </p>
  );
}

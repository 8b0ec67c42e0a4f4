import type { JSX } from 'preact';
import { tabs } from '../../pages.ts';

/** Links to the pages that have no tab in the header. */
export function AsideLinks(): JSX.Element {
  return (
    <>
      {tabs()
        .filter(({ isAside }) => isAside)
        .map(({ href, text }) => (
          <a key={href} href={href}>
            {text.toLowerCase()}
          </a>
        ))}
    </>
  );
}

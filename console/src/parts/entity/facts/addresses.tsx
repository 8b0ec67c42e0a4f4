import type { JSX } from 'preact';
import { known, type Facts } from './read.ts';

/** Addresses in the line; all are in its tooltip, and beside the interfaces. */
const few = 3;

/** Addresses of a machine and where they are known from. */
export function Addresses({ facts }: { facts: Facts }): JSX.Element | null {
  const addresses = known(facts, 'addresses');
  if (!addresses || addresses.value.length === 0) return null;
  const { value: all, origin } = addresses;
  const more = all.length - few;
  return (
    <li title={all.join('\n')}>
      {all.slice(0, few).join(', ')}
      {more > 0 && ` and ${more} more`}
      {origin && <small> {origin}</small>}
    </li>
  );
}

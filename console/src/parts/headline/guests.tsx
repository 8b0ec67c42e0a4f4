import type { JSX } from 'preact';
import { fleet } from '../../data/fleet.ts';
import { together } from '../../format/together.ts';
import { useOf } from './guest-use.ts';

/** `guests use 8.9 cores of 32`. */
export function Guests({
  host,
  processors,
}: {
  host: string;
  processors: number | null;
}): JSX.Element | null {
  const use = useOf(fleet.value, host);
  if (!use) return null;
  return (
    <span class="guests">
      guests use {use.atLeast && 'at least '}
      <span class="value">{together(use.cores, processors, 'cores')}</span>
    </span>
  );
}

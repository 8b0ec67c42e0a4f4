import { fleetWants } from '../../data/table/fleet-wants.ts';
import { selectText } from '../../data/selector/selected.ts';

/** The table of machines that the address shows: its columns, and what it selects. */
export function fleetRequest(): string {
  const { metrics, facts } = fleetWants.peek();
  const asked = new URLSearchParams({
    columns: metrics.join(','),
    ...(facts.length > 0 && { facts: facts.join(',') }),
    ...(selectText.peek() && { select: selectText.peek() }),
  });
  return `/metrics/VM?${asked}`;
}

import type { JSX } from 'preact';
import { now } from '../../data/clock.ts';
import { zoneNames } from '../../format/time.ts';

export const columns = ['time', 'service', 'method', 'peer', 'outcome', 'latency', 'bytes'] as const;

/** The names of the columns; the zone of the times stands once for all. */
export function MessageHead(): JSX.Element {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.map((name) => (
          <th key={name} scope="col" class={`c-${name}`}>
            <span class="plain">
              {name}
              {name === 'time' && <small>{zoneNames(now.peek(), now.peek())}</small>}
              {name === 'bytes' && <small>sent / received</small>}
            </span>
          </th>
        ))}
      </tr>
    </thead>
  );
}

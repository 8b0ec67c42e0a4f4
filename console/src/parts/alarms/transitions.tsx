import type { JSX } from 'preact';
import type { AlarmTransition } from '../../../../src/api/wire/alarms.ts';
import { now } from '../../data/clock.ts';
import { fullInstant, instant } from '../../format/time.ts';
import { AlarmLight } from './alarm-light.tsx';

/** Changes of alarms in the order in which they are given. */
export function Transitions({ transitions }: { transitions: readonly AlarmTransition[] }): JSX.Element {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="changes">
      <table class="devices">
        <thead>
          <tr>
            <th scope="col">time</th>
            <th scope="col">to</th>
            <th scope="col">rule</th>
            <th scope="col">what</th>
          </tr>
        </thead>
        <tbody>
          {transitions.map(({ id, time, to, rule, uri, message }) => (
            <tr key={id}>
              <th scope="row" title={fullInstant(time)}>
                {instant(time, now.value)}
              </th>
              <td>
                <AlarmLight state={to} />
              </td>
              <td>
                <a href={uri}>{rule}</a>
              </td>
              <td class="sentence">{message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

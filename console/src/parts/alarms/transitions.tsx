import type { JSX } from 'preact';
import type { AlarmTransition } from '../../../../src/api/wire/alarms.ts';
import { now } from '../../data/clock.ts';
import { fullInstant, instant } from '../../format/time.ts';
import { AlarmLight } from './alarm-light.tsx';

interface Props {
  transitions: readonly AlarmTransition[];
  /** They are of one alarm, which need not be named in each. */
  isOfOne?: boolean;
}

/** Changes of alarms in the order in which they are given. */
export function Transitions({ transitions, isOfOne = false }: Props): JSX.Element {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="changes">
      <table class="devices">
        <thead>
          <tr>
            <th scope="col">time</th>
            <th scope="col">to</th>
            {!isOfOne && <th scope="col">of</th>}
            {!isOfOne && <th scope="col">alarm</th>}
            <th scope="col">what</th>
          </tr>
        </thead>
        <tbody>
          {transitions.map(({ id, time, to, rule, uri, subject, name, instance, message }) => (
            <tr key={id}>
              <th scope="row" title={fullInstant(time)}>
                {instant(time, now.value)}
              </th>
              <td>
                <AlarmLight state={to} />
              </td>
              {!isOfOne && (
                <td>
                  <a href={subject}>{name}</a>
                  {instance !== null && <span class="unit"> {instance}</span>}
                </td>
              )}
              {!isOfOne && (
                <td>
                  <a href={uri}>{rule}</a>
                </td>
              )}
              <td class="sentence">{message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

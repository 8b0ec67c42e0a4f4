import type { JSX } from 'preact';
import type { DryRun } from '../../../../../src/api/wire/alarms.ts';
import { span } from '../../../format/format.ts';
import { fullInstant, instant } from '../../../format/time.ts';
import { AlarmLight } from '../alarm-light.tsx';
import { aboutOf } from './span-rows.ts';

/** Spans that are listed, the newest. */
const most = 50;

/** Each span in which a rule would have been raised, the newest first; each opens the machine at that time. */
export function SpanTable({ run }: { run: DryRun }): JSX.Element {
  const { spans, end, red, amber } = run;
  const listed = spans.slice(-most).toReversed();
  return (
    <>
      <div class="scroll" tabIndex={0} role="region" aria-label="spans">
        <table class="devices">
          <thead>
            <tr>
              <th scope="col">what</th>
              <th scope="col">light</th>
              <th scope="col">from</th>
              <th scope="col">to</th>
              <th scope="col" class="number">
                length
              </th>
            </tr>
          </thead>
          <tbody>
            {listed.map((one) => {
              const { text, uri } = aboutOf(one);
              return (
                <tr key={`${uri} ${text} ${one.state}`}>
                  <th scope="row">
                    <a href={uri}>{text}</a>
                  </th>
                  <td>
                    <AlarmLight state={one.state} />
                  </td>
                  <td title={fullInstant(one.start)}>{instant(one.start, end)}</td>
                  <td title={fullInstant(one.end)}>{one.end >= end ? 'now' : instant(one.end, end)}</td>
                  <td class="number">{span(one.end - one.start)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {red + amber > listed.length && (
        <p class="note">
          The newest {listed.length} of {red + amber}.
        </p>
      )}
    </>
  );
}

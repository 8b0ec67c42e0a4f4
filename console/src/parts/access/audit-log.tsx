import type { JSX } from 'preact';
import type { AuditLog } from '../../../../src/api/wire/access.ts';
import { readOlder } from '../../data/access/audit-log.ts';
import { now } from '../../data/clock.ts';
import { fullInstant, instant } from '../../format/time.ts';
import { useAction } from '../action.ts';
import { Refusal } from '../refusal.tsx';

/** Changes and logins, the newest first. */
export function AuditLogTable({ log: { entries, next } }: { log: AuditLog }): JSX.Element {
  const { problem, isRunning, run } = useAction();
  if (entries.length === 0) return <p class="note">Nothing was changed yet.</p>;
  return (
    <>
      <div class="scroll" tabIndex={0} role="region" aria-label="log of changes">
        <table class="devices">
          <thead>
            <tr>
              <th scope="col">time</th>
              <th scope="col">client</th>
              <th scope="col">change</th>
              <th scope="col">what</th>
            </tr>
          </thead>
          <tbody>
            {entries.map(({ time, name, by, action, subject }, i) => (
              <tr key={entries.length - i}>
                <th scope="row" title={fullInstant(time)}>
                  {instant(time, now.value)}
                </th>
                <td>
                  {name} {by !== name && by !== '' && <span class="unit">{by}</span>}
                </td>
                <td>{action}</td>
                <td>{subject}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {next !== null && (
        <button type="button" disabled={isRunning} onClick={() => run(readOlder)}>
          older
        </button>
      )}
      <Refusal problem={problem} />
    </>
  );
}

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Token } from '../../../../src/api/wire/access.ts';
import { revokeToken } from '../../data/access/tokens.ts';
import { now } from '../../data/clock.ts';
import { fullInstant, instant } from '../../format/time.ts';
import { useAction, type Action } from '../action.ts';
import { Refusal } from '../refusal.tsx';

/** Every token without its secret, which is kept nowhere. */
export function TokenTable({ tokens }: { tokens: readonly Token[] }): JSX.Element {
  const action = useAction();
  if (tokens.length === 0) return <p class="note">There are none.</p>;
  return (
    <>
      <Refusal problem={action.problem} />
      <div class="scroll" tabIndex={0} role="region" aria-label="tokens">
        <table class="devices">
          <thead>
            <tr>
              <th scope="col">note</th>
              <th scope="col">role or purpose</th>
              <th scope="col">made</th>
              <th scope="col">by</th>
              <th scope="col">expires</th>
              <th scope="col">last used</th>
              <th scope="col">
                <span class="hidden">actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {tokens.map((token) => (
              <Row key={token.id} token={token} action={action} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Row({ token, action }: { token: Token; action: Action }): JSX.Element {
  const { id, note, role, purpose, createdAt, createdBy, expiresAt, lastUsedAt } = token;
  const [isSure, setSure] = useState(false);
  const hasExpired = expiresAt !== null && expiresAt <= now.value;
  return (
    <tr>
      <th scope="row" title={id}>
        {note}
      </th>
      <td>{role ?? purpose}</td>
      <td>
        <Instant at={createdAt} />
      </td>
      <td>{createdBy}</td>
      <td class={hasExpired ? 'wrong' : ''}>
        {hasExpired && 'expired '}
        <Instant at={expiresAt} />
      </td>
      <td>
        <Instant at={lastUsedAt} />
      </td>
      <td class="acts">
        {isSure ? (
          <>
            Its logins end.{' '}
            <button
              type="button"
              autofocus
              disabled={action.isRunning}
              onClick={() => action.run(() => revokeToken(id))}
            >
              revoke {note}
            </button>{' '}
            <button type="button" class="quiet" onClick={() => setSure(false)}>
              keep it
            </button>
          </>
        ) : (
          <button type="button" onClick={() => setSure(true)}>
            revoke<span class="hidden"> {note}</span>
          </button>
        )}
      </td>
    </tr>
  );
}

/** `never` where there was none, or there will be none. */
function Instant({ at }: { at: number | null }): JSX.Element {
  if (at === null) return <span class="unit">never</span>;
  return <span title={fullInstant(at)}>{instant(at, now.value)}</span>;
}

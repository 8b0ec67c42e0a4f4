import '../../styles/sources.css';
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { createToken, type AskedToken } from '../../data/access/tokens.ts';
import { now } from '../../data/clock.ts';
import { ended } from '../../format/ended.ts';
import { useAction } from '../action.ts';
import { formField } from '../form-field.ts';
import { Secret } from './secret.tsx';

/** What each role may do beside what the one before it may. */
const kinds = [
  ['viewer', 'viewer: reads'],
  ['operator', 'operator: also tests and connects hosts'],
  ['admin', 'admin: also adds hosts and makes tokens'],
  ['fleet', 'fleet: another virtscope reads this one'],
] as const;

const daySeconds = 86_400;
const lifetimes = [
  [90, '90 days'],
  [30, '30 days'],
  [7, 'a week'],
  [1, 'a day'],
  [365, 'a year'],
  [0, 'never'],
] as const;

/** Makes a token, and shows its secret once. */
export function NewToken(): JSX.Element {
  const form = useRef<HTMLFormElement>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const { problem, isRunning, run } = useAction();
  const close = (): void => form.current?.closest('dialog')?.close();
  const make = async (): Promise<void> => {
    if (form.current) setSecret((await createToken(asked(form.current))).token);
  };
  return (
    <>
      <h2>Make a token</h2>
      <form
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isRunning) run(make);
        }}
      >
        <label>
          what it is for
          <input
            name="note"
            required
            maxLength={200}
            autocomplete="off"
            autofocus
            disabled={secret !== null}
          />
        </label>
        <div class="ends">
          <label>
            role or purpose
            <select name="kind" disabled={secret !== null}>
              {kinds.map(([kind, text]) => (
                <option key={kind} value={kind}>
                  {text}
                </option>
              ))}
            </select>
          </label>
          <label>
            expires after
            <select name="days" disabled={secret !== null}>
              {lifetimes.map(([days, text]) => (
                <option key={days} value={days}>
                  {text}
                </option>
              ))}
            </select>
          </label>
        </div>
        {secret === null && <button disabled={isRunning}>make</button>}{' '}
        <button type="button" class="quiet" onClick={close}>
          close
        </button>
      </form>
      <p class="wrong" role="alert">
        {problem !== null && ended(problem)}
      </p>
      {secret !== null && <Secret secret={secret} />}
    </>
  );
}

/** What the fields have. */
function asked(form: HTMLFormElement): AskedToken {
  const [kind, days] = [formField(form, 'kind'), Number(formField(form, 'days'))];
  return {
    note: formField(form, 'note'),
    ...(kind === 'fleet' ? { purpose: kind } : { role: kind }),
    ...(days > 0 && { expiresAt: now.value + days * daySeconds }),
  };
}

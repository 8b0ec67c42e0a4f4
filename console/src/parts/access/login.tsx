import '../../styles/access.css';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { logIn } from '../../data/access/login.ts';
import { hasEnded } from '../../data/access/session.ts';
import { ended } from '../../format/ended.ts';
import { useAction } from '../action.ts';

/** The longest of what is pasted that is sent. */
const longest = 200;

/** Asks for a token in place of the page, whose address stays. The token is kept nowhere in the browser. */
export function Login(): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const { problem, isRunning, run } = useAction();
  useEffect(() => {
    document.title = 'log in · virtscope';
    field.current?.focus();
  }, []);
  return (
    <main class="login">
      <h1>virtscope on {window.location.host}</h1>
      {hasEnded.value && <p role="status">The session has ended: log in again.</p>}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isRunning) run(() => logIn(field.current?.value.trim() ?? ''));
        }}
      >
        <label>
          Token
          <input
            ref={field}
            type="password"
            name="token"
            required
            maxLength={longest}
            autocomplete="current-password"
            autocapitalize="off"
            spellcheck={false}
            aria-describedby="token-help"
            aria-invalid={problem !== null}
          />
        </label>
        <button disabled={isRunning}>log in</button>
      </form>
      <p class="wrong" role="alert">
        {problem !== null && ended(problem)}
      </p>
      <p class="note" id="token-help">
        <code>virtscope token create --role viewer --note NAME</code> on the machine of virtscope makes one.
      </p>
    </main>
  );
}

import '../../styles/sources.css';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../../data/api.ts';
import { addSource, type NewSource } from '../../data/sources/connections.ts';
import { tryOut, type Trial } from '../../data/sources/trial.ts';
import { formField } from '../form-field.ts';
import { TrialSteps } from './trial-steps.tsx';

/** The note below the buttons. */
interface Note {
  readonly isWrong: boolean;
  readonly text: string;
}

/** Adds a host: its URI, which can be tested first, a name and an interval. */
export function AddHost(): JSX.Element {
  const form = useRef<HTMLFormElement>(null);
  const target = useRef<HTMLInputElement>(null);
  const test = useRef<AbortController | null>(null);
  const [trial, setTrial] = useState<Trial | null>(null);
  const [note, setNote] = useState<Note | null>(null);
  const [isAdding, setAdding] = useState(false);
  const isTesting = trial?.ok === null;
  useEffect(() => {
    target.current?.focus();
    return () => test.current?.abort();
  }, []);
  const refused = (error: unknown): void => {
    if (!(error instanceof ApiError)) throw error;
    setTrial((was) => (was?.ok === null ? null : was));
    setNote({ isWrong: true, text: error.message });
  };
  const start = (): void => {
    if (!form.current?.reportValidity()) return;
    const mine = new AbortController();
    test.current?.abort();
    test.current = mine;
    setNote(null);
    tryOut(asked(form.current), (now) => void (mine.signal.aborted || setTrial(now)), mine.signal)
      .catch((error: unknown) => void (mine.signal.aborted || refused(error)))
      .catch(reportError);
  };
  const add = async (source: NewSource): Promise<void> => {
    setAdding(true);
    setNote(null);
    try {
      const { id } = await addSource(source);
      setNote({ isWrong: false, text: `${id} is read from now on, after every restart too.` });
      setTrial(null);
      form.current?.reset();
    } catch (error) {
      refused(error);
    } finally {
      setAdding(false);
    }
  };
  const changed = (): void => {
    test.current?.abort();
    setTrial(null);
    setNote(null);
  };
  return (
    <>
      <h2>Add a host</h2>
      <form
        ref={form}
        onInput={changed}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isAdding) add(asked(event.currentTarget)).catch(reportError);
        }}
      >
        <label>
          URI of its hypervisor
          <input
            ref={target}
            name="target"
            type="text"
            required
            maxLength={2000}
            placeholder="qemu+ssh://user@host/system"
            autocapitalize="off"
            autocomplete="off"
            spellcheck={false}
          />
        </label>
        <div class="ends">
          <label>
            name, else that of the host
            <input name="name" type="text" maxLength={63} autocomplete="off" spellcheck={false} />
          </label>
          <label>
            seconds between polls, else as all
            <input name="interval" type="number" min="0.5" max="3600" step="any" />
          </label>
        </div>
        <button type="button" onClick={start} disabled={isTesting}>
          test
        </button>{' '}
        <button type="submit" disabled={isAdding}>
          add
        </button>{' '}
        <button type="button" class="quiet" onClick={() => form.current?.closest('dialog')?.close()}>
          close
        </button>
      </form>
      <p class={note?.isWrong ? 'wrong' : 'note'} role="status">
        {note?.text ?? (isTesting && 'Testing…')}
      </p>
      {trial && <TrialSteps trial={trial} />}
    </>
  );
}

/** What the fields have. */
function asked(form: HTMLFormElement): NewSource {
  const [name, interval] = [formField(form, 'name'), formField(form, 'interval')];
  return {
    target: formField(form, 'target'),
    ...(name && { name }),
    ...(interval && { interval: Number(interval) }),
  };
}

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface Props {
  verb: string;
  isRunning: boolean;
  submit: (form: HTMLFormElement) => void;
  cancel: () => void;
  /** More fields. */
  children?: ComponentChildren;
}

/** Asks for the reason of what is done about an alarm. */
export function ReasonForm({ verb, isRunning, submit, cancel, children }: Props): JSX.Element {
  const reason = useRef<HTMLInputElement>(null);
  useEffect(() => reason.current?.focus(), []);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isRunning) submit(event.currentTarget);
      }}
    >
      <input
        ref={reason}
        name="reason"
        aria-label="reason"
        placeholder="reason"
        required
        maxLength={1000}
        autocomplete="off"
      />
      {children}
      <button disabled={isRunning}>{verb}</button>
      <button type="button" class="quiet" onClick={cancel}>
        cancel
      </button>
    </form>
  );
}

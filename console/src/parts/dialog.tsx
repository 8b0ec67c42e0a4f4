import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface Props {
  class: string;
  label: string;
  /** Takes it away; the focus is back where it was. */
  close: () => void;
  children: ComponentChildren;
}

/** A native dialog that is open while it is there; no key acts behind it, even before its content was fetched. */
export function Dialog({ class: name, label, close, children }: Props): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class={name} aria-label={label} autofocus closedby="any" onClose={close}>
      {children}
    </dialog>
  );
}

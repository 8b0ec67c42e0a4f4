import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { hint, useCommands, type Command } from '../../view/keys.ts';
import { Dialog } from '../dialog.tsx';
import { NewToken } from './new-token.tsx';

/** Opens the dialog that makes a token. */
export function NewTokenButton(): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const command: Command = { key: 'c', name: 'make a token', run: () => setOpen(true) };
  useCommands([command]);
  return (
    <>
      <button type="button" title={hint(command)} onClick={command.run}>
        make a token
      </button>
      {isOpen && (
        <Dialog class="add" label="make a token" close={() => setOpen(false)}>
          <NewToken />
        </Dialog>
      )}
    </>
  );
}

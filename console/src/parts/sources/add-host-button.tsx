import type { JSX } from 'preact';
import { addHost } from '../../view/adding.ts';
import { hint } from '../../view/keys.ts';
import { permitted } from '../../view/access/permitted.ts';

/** Opens the dialog that adds a host; nothing for a reader that may not. */
export function AddHostButton({ quiet = false }: { quiet?: boolean }): JSX.Element | null {
  if (!permitted('POST /sources')) return null;
  return (
    <button type="button" class={quiet ? 'quiet' : ''} title={hint(addHost)} onClick={addHost.run}>
      add a host
    </button>
  );
}

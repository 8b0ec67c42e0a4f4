import type { JSX } from 'preact';
import { demo, status } from '../../data/status.ts';
import { permitted } from '../../view/access/permitted.ts';
import { AddHostButton } from '../sources/add-host-button.tsx';

/**
 * The hypervisors that were searched for, where none was found and no other is read, or where the machines are simulated;
 * else nothing.
 */
export function FirstRun(): JSX.Element | null {
  const looked = status.value?.lookedFor ?? [];
  const missed = looked.filter(({ found }) => !found);
  const none = looked.length > 0 && missed.length === looked.length;
  const others = status.value?.sources.some(({ kind, up }) => kind !== 'host' && up) ?? false;
  if (!demo.value && (!none || others)) return null;
  const targets = missed.map(({ target, reason }) => (reason ? `${target} (${reason})` : target)).join(', ');
  return (
    <p class="first-run">
      {demo.value ? (
        <>
          <strong class="demo">demo</strong> These machines are simulated
          {none ? ': no hypervisor was found here.' : '.'}{' '}
        </>
      ) : (
        'No hypervisor was found. '
      )}
      {none && (
        <>
          Looked for {targets}. To add one: <code>virtscope hosts add URI</code>
          {permitted('POST /sources') && ', or '}
          <AddHostButton />
        </>
      )}
    </p>
  );
}

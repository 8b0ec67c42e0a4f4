import '../../styles/access.css';
import type { JSX } from 'preact';
import { logOut } from '../../data/access/login.ts';
import { identity } from '../../data/access/session.ts';
import { useAction } from '../action.ts';
import { hint, useCommands, type Command } from '../../view/keys.ts';
import { Menu } from '../menu.tsx';
import { AsideLinks } from './aside-links.tsx';

/** What the reader is known as and may do, and the way out. */
export function Account(): JSX.Element | null {
  const known = identity.value;
  const { problem, run } = useAction();
  const leave: Command = { key: 'g o', name: 'log out', run: () => run(logOut) };
  const canLeave = known?.by === 'login';
  useCommands(canLeave ? [leave] : []);
  if (!known) return null;
  const { name, role } = known;
  return (
    <div class="account">
      <Menu label={name} title={`${name}: what you are known as here`}>
        <p>
          <strong>{name}</strong> <span class="unit">{role ?? 'reads only'}</span>
        </p>
        <AsideLinks />
        {canLeave ? (
          <button type="button" title={hint(leave)} onClick={leave.run}>
            log out
          </button>
        ) : (
          <p class="note">The login is that of the proxy.</p>
        )}
      </Menu>
      {problem !== null && (
        <span class="wrong" role="alert">
          {problem}
        </span>
      )}
    </div>
  );
}

import type { JSX } from 'preact';
import { uriOf } from '../../data/api.ts';
import { status } from '../../data/status.ts';
import { readableUri } from '../../format/readable-uri.ts';
import { lazy } from '../../lazy.tsx';
import { adding, addHost } from '../../view/adding.ts';
import { useCommands } from '../../view/keys.ts';
import { permitted } from '../../view/access/permitted.ts';
import { Dialog } from '../dialog.tsx';
import { Light } from '../light.tsx';
import { AddHostButton } from '../sources/add-host-button.tsx';
import { AsideLinks } from './aside-links.tsx';

const AddHost = lazy(async () => import('../sources/add-host.tsx'), 'AddHost');

/** Sources that are named; of more those that are down are. */
const most = 6;

/** Where the numbers come from, how that is going, and the way to more. */
export function Footer(): JSX.Element | null {
  const now = status.value;
  useCommands(permitted('POST /sources') ? [addHost] : []);
  if (!now) return null;
  const isMany = now.sources.length > most;
  const named = isMany ? now.sources.filter(({ up }) => !up).slice(0, most) : now.sources;
  return (
    <>
      <footer>
        <span>
          virtscope {now.version}
          {now.demo && <strong class="demo">demo</strong>}
        </span>
        <span>every {now.step} s</span>
        <a href="/metrics/source">{isMany ? `${now.sources.length} sources` : 'sources'}</a>
        <AddHostButton quiet />
        <AsideLinks />
        {named.map(({ name, target, up, reason, stuckCalls }) => (
          <span key={name} title={reason ?? target}>
            <Light light={up ? 'ok' : 'red'} /> <a href={uriOf('source', name)}>{readableUri(name)}</a>{' '}
            {up ? readableUri(target) : 'down'}
            {stuckCalls > 0 && `, ${stuckCalls} ${stuckCalls === 1 ? 'call hangs' : 'calls hang'}`}
          </span>
        ))}
      </footer>
      {adding.value && (
        <Dialog class="add" label={addHost.name} close={() => (adding.value = false)}>
          <AddHost />
        </Dialog>
      )}
    </>
  );
}

import type { JSX } from 'preact';
import { uriOf } from '../../data/api.ts';
import { status } from '../../data/status.ts';
import { readableUri } from '../../format/readable-uri.ts';
import { Light } from '../light.tsx';

/** Where the numbers come from, and how that is going. */
export function Footer(): JSX.Element | null {
  const now = status.value;
  if (!now) return null;
  return (
    <footer>
      <span>
        virtscope {now.version}
        {now.demo && <strong class="demo">demo</strong>}
      </span>
      <span>every {now.step} s</span>
      <a href="/metrics/source">sources</a>
      {now.sources.map(({ name, target, up, reason, stuckCalls }) => (
        <span key={name} title={reason ?? target}>
          <Light light={up ? 'ok' : 'red'} /> <a href={uriOf('source', name)}>{readableUri(name)}</a>{' '}
          {up ? readableUri(target) : 'down'}
          {stuckCalls > 0 && `, ${stuckCalls} ${stuckCalls === 1 ? 'call hangs' : 'calls hang'}`}
        </span>
      ))}
    </footer>
  );
}

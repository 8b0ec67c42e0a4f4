import type { JSX } from 'preact';
import { uriOf } from '../../data/api.ts';
import { status } from '../../data/status.ts';
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
          <Light light={up ? 'ok' : 'red'} /> <a href={uriOf('source', name)}>{name}</a>{' '}
          {up ? readable(target) : 'down'}
          {stuckCalls > 0 && `, ${stuckCalls} ${stuckCalls === 1 ? 'call hangs' : 'calls hang'}`}
        </span>
      ))}
    </footer>
  );
}

/** Socket paths in URIs are percent-encoded, which is hard to read. */
function readable(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}

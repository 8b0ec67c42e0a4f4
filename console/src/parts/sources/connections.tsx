import '../../styles/sources.css';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Source } from '../../../../src/api/wire/sources.ts';
import { getJson } from '../../data/api.ts';
import { removeSource, retrySource } from '../../data/sources/connections.ts';
import { status } from '../../data/status.ts';
import { readableUri } from '../../format/readable-uri.ts';
import { useAction, type Action } from '../action.ts';
import { permitted } from '../../view/access/permitted.ts';
import { Light } from '../light.tsx';
import { AddHostButton } from './add-host-button.tsx';

const origins: Readonly<Record<Source['origin'], string>> = {
  file: 'from the file',
  option: 'from the option',
  found: 'found on this machine',
  demo: 'the demo hypervisor',
  added: 'added here',
};

/** The hypervisors that are configured, where each comes from, and what can be done with it; with an id that one alone. */
export function Connections({ id = null }: { id?: string | null }): JSX.Element | null {
  const [sources, setSources] = useState<readonly Source[]>([]);
  const { problem, run } = useAction();
  const now = status.value?.sources;
  useEffect(() => {
    const left = new AbortController();
    getJson<Source[]>('/sources', left.signal).then(setSources, () => {
      // The frame shows that the server is away; what was shown stays.
    });
    return () => left.abort();
  }, [now]);
  const shown = id === null ? sources : sources.filter((source) => source.id === id);
  if (id !== null && shown.length === 0) return null;
  return (
    <section class="connections" aria-label="connections">
      <div class="table-bar">
        <h2>{id === null ? 'Connections' : 'Connection'}</h2>
        <AddHostButton />
      </div>
      {problem !== null && (
        <p class="wrong" role="alert">
          {problem}
        </p>
      )}
      <ul>
        {shown.map((source) => (
          <Connection key={source.id} source={source} run={run} />
        ))}
      </ul>
    </section>
  );
}

interface Props {
  source: Source;
  run: Action['run'];
}

function Connection({ source, run }: Props): JSX.Element {
  const { id, metrics, target, interval, origin, at, up, reason, host } = source;
  const [isSure, setSure] = useState(false);
  return (
    <li>
      <Light light={up ? 'ok' : 'red'} />
      <a href={metrics}>{id}</a>
      <code>{readableUri(target)}</code>
      <span>
        every {interval} s, {origins[origin]}
        {at !== null && (
          <>
            {' '}
            <code>{at}</code>
          </>
        )}
      </span>
      {host && <a href={`/metrics/host/${encodeURIComponent(host.id)}`}>host {host.name}</a>}
      <span class="acts">
        {!up && permitted('POST /sources/:id/retry') && (
          <button type="button" title={reason ?? undefined} onClick={() => run(() => retrySource(id))}>
            connect now
          </button>
        )}
        {origin === 'added' && !isSure && permitted('DELETE /sources/:id') && (
          <button type="button" onClick={() => setSure(true)}>
            remove
          </button>
        )}
        {isSure && (
          <>
            Its history stays.{' '}
            <button type="button" autofocus onClick={() => run(() => removeSource(id))}>
              remove {id}
            </button>{' '}
            <button type="button" class="quiet" onClick={() => setSure(false)}>
              keep it
            </button>
          </>
        )}
      </span>
    </li>
  );
}

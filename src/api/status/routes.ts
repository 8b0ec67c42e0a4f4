import { entityClasses } from '../../model/classes.ts';
import type { RemoteQueryStatus } from '../../remote/query/mod.ts';
import type { Services } from '../context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { answers, only } from '../http/schema.ts';

export function statusEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'The program and its sources',
    querystring: only({}),
    response: answers('Status'),
  };
  return endpoint(schema, () => {
    const { version, demo, startedAt, clock, stepMs, discoveryResults } = services;
    const sources = services
      .sources()
      .map(({ id, name, kind, target, demo: isDemo, up, reason, since, stuckCalls, conditions }) => {
        return {
          id,
          name,
          kind,
          target,
          demo: isDemo,
          up,
          reason,
          since: since / 1000,
          stuckCalls,
          conditions,
        };
      });
    const now = clock.now() / 1000;
    const history = historyStatus(services);
    return {
      version,
      demo,
      startedAt: startedAt / 1000,
      now,
      step: stepMs / 1000,
      sources,
      lookedFor: discoveryResults,
      history,
      remoteWrite: services.remoteWrite().map(triedInSeconds),
      remoteQuery: remoteQueryStatus(services),
      unhandledRejections: services.unhandledRejections(),
    };
  });
}

function historyStatus({ store }: Services) {
  const { kept, directory, repairs, kind, reason, since, pendingRows, droppedRows } = store.condition();
  const archives = entityClasses.map((cls) => {
    const lengths = store.archives(cls).map(({ stepMs, rows, cfs, oldest, newest }) => {
      return { step: stepMs / 1000, rows, cf: cfs, oldest: inSeconds(oldest), newest: inSeconds(newest) };
    });
    return [cls, lengths] as const;
  });
  return {
    kept,
    directory,
    condition: { kind, reason, since: inSeconds(since), pendingRows, droppedRows },
    repairs,
    archives: Object.fromEntries(archives),
  };
}

function remoteQueryStatus(services: Services) {
  const status = services.remoteQuery();
  return status && triedInSeconds(status);
}

type Tried = Pick<RemoteQueryStatus, 'lastSuccess' | 'lastError'>;

function triedInSeconds<T extends Tried>({ lastSuccess, lastError, ...rest }: T) {
  const error = lastError && { time: lastError.time / 1000, reason: lastError.reason };
  return { ...rest, lastSuccess: inSeconds(lastSuccess), lastError: error };
}

function inSeconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}

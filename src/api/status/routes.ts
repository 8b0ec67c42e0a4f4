import { entityClasses } from '../../model/classes.ts';
import { reasonCode } from '../../model/reason.ts';
import { GENERAL_SENTENCES, type Sentences } from '../../model/reason-text.ts';
import type { RemoteQueryStatus } from '../../remote/query/mod.ts';
import type { RemoteWriteStatus } from '../../remote/write/mod.ts';
import type { Services } from '../context.ts';
import { conditionView } from '../entities/entity-view.ts';
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
      .map(
        ({ id, name, kind, target, demo: isDemo, up, reason, since, stuckCalls, conditions, sentences }) => {
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
            conditions: conditions.map((condition) => conditionView(condition, clock.now())),
            sentences: byCode(sentences),
          };
        },
      );
    const now = clock.now() / 1000;
    const history = historyStatus(services);
    return {
      version,
      demo,
      startedAt: startedAt / 1000,
      now,
      step: stepMs / 1000,
      sources,
      sentences: byCode(GENERAL_SENTENCES),
      lookedFor: discoveryResults,
      history,
      logs: services.logSources(),
      remoteWrite: services.remoteWrite().map((status) => receiverStatus(status, clock.now())),
      remoteQuery: remoteQueryStatus(services),
      certificate: services.certificate ? { expiresAt: services.certificate.current.expiresAt / 1000 } : null,
      unhandledRejections: services.unhandledRejections(),
    };
  });
}

function byCode(sentences: Sentences): Record<string, string> {
  const entries = Object.entries(sentences);
  return Object.fromEntries(entries.map(([reason, text]) => [reasonCode(Number(reason)), text]));
}

function historyStatus({ store, clock }: Services) {
  const { kept, directory, repairs, condition, pendingRows, droppedRows } = store.health();
  const archives = entityClasses.map((cls) => {
    const lengths = store.archives(cls).map(({ stepMs, rows, cfs, oldest, newest }) => {
      return { step: stepMs / 1000, rows, cf: cfs, oldest: inSeconds(oldest), newest: inSeconds(newest) };
    });
    return [cls, lengths] as const;
  });
  return {
    kept,
    directory,
    condition: conditionView(condition, clock.now()),
    pendingRows,
    droppedRows,
    repairs,
    archives: Object.fromEntries(archives),
  };
}

function receiverStatus(status: RemoteWriteStatus, now: number) {
  return Object.assign(triedInSeconds(status), { condition: conditionView(status.condition, now) });
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

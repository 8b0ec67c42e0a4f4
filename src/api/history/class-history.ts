import { Type } from 'typebox';
import { createEntity, type Entity, type EntityClass } from '../../model/entity.ts';
import { InputError } from '../../model/error.ts';
import type { App, Services } from '../context.ts';
import { formOf, formatProperty, formTypes } from '../http/format.ts';
import { seriesPieces } from './json.ts';
import { rangeOf } from './range.ts';
import { readHistory } from './read.ts';
import { historyForms, sendHistory } from './send.ts';
import type { Pieces } from '../http/json-chunks.ts';
import { readerSignal } from '../http/reader-signal.ts';
import { classNamed, knownEntity, namedMetrics } from '../http/resolve.ts';
import { answers, only, params, rangeProperties } from '../http/schema.ts';

/** One that is not known here, but may be to the remote engine; null where there is no engine. */
function elsewhere(services: Services, cls: EntityClass, id: string): Entity | null {
  if (!services.remoteQuery()) return null;
  return createEntity({ class: cls, id, source: '', name: id, state: 'gone' }, 0);
}

/** Each once, however often it is named. */
function named(services: Services, cls: EntityClass, ids: string): Entity[] {
  const found = new Set(ids.split(',').flatMap((id) => knownEntity(services.store, cls, id) ?? id));
  return [...found].flatMap((one) => (typeof one === 'string' ? (elsewhere(services, cls, one) ?? []) : one));
}

/** Histories of the same metrics of many instances: what a column of sparklines asks. */
export function classHistoryRoutes(app: App, services: Services): void {
  const { store } = services;
  const schema = {
    summary: 'Histories of the same metrics of many instances, six significant digits',
    tags: ['metrics'],
    params: params('class'),
    querystring: only({
      metrics: Type.String({ description: 'Metric names, separated by commas' }),
      ids: Type.Optional(
        Type.String({ description: 'Ids, separated by commas; one that nobody knows is left out' }),
      ),
      ...rangeProperties,
      format: formatProperty(historyForms),
    }),
    response: answers('Series', formTypes.csv, formTypes.columns),
  };
  app.get('/metrics/:class/history', { schema }, async (request, reply) => {
    const cls = classNamed(request.params.class);
    const { ids, metrics: names, format, ...rest } = request.query;
    const form = formOf(historyForms, { format, accept: request.headers.accept });
    if (ids === '') throw new InputError('LIST_EMPTY', 'Cannot answer histories: the list of ids is empty');
    const entities = ids === undefined ? store.entities(cls) : named(services, cls, ids);
    const metrics = namedMetrics(names);
    const range = rangeOf(services, rest);
    const history = await readHistory(
      services,
      { entities, metrics, reasons: false, signal: readerSignal(reply) },
      range,
    );
    const json = (): Pieces => seriesPieces(history, range.cfs);
    return sendHistory(
      reply,
      form,
      { history, json, subject: [cls, ...metrics], next: null },
      services.clock,
    );
  });
}

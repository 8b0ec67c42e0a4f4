import { Type } from 'typebox';
import { absenceOf } from '../../model/absence.ts';
import { InputError } from '../../model/error.ts';
import { Reason } from '../../model/reason.ts';
import type { Consolidation, History } from '../../store/mod.ts';
import type { Services } from '../context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { formatProperty, formatTypes } from '../http/format.ts';
import { metricsPath } from '../http/paths.ts';
import { reasonTexts } from '../http/reason-texts.ts';
import { classNamed, entityWithId, matchHistory, metricUnknown, namedMetrics } from '../http/resolve.ts';
import { answers, flag, isOn, only, params, rangeProperties, waitProperty } from '../http/schema.ts';
import { selectedEntities, selectorOf, selectProperty } from '../select/selection.ts';
import type { SchemaName } from '../wire/schemas.ts';
import { sendNewer, sendRange, type AskedOfInstance } from './answer.ts';
import { historiesChunks, historyChunks, seriesChunks } from './json.ts';
import { namedEntities } from './named-entities.ts';
import { historyFormats } from './send.ts';

/** Series that are answered with their gaps: reading reasons costs as much as reading values. */
const maxWithGaps = 400;

const format = { format: formatProperty(historyFormats) };
const metricsProperty = {
  metrics: Type.Optional(
    Type.String({ description: 'Metric names, separated by commas; * is any one segment. Default: all' }),
  ),
};

/** History of one metric. */
export function metricHistoryEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'History of a metric',
    params: params('class', 'id', 'metric'),
    querystring: only({ ...rangeProperties, ...format }),
    response: answer('History'),
  };
  return endpoint(schema, async (request, reply) =>
    sendRange({ services, request, reply }, ofMetric(services, request.params), request.query),
  );
}

/** The address that blocks until there is more of it. */
export function newerMetricHistoryEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Rows after a cursor: blocks until there are some',
    params: params('class', 'id', 'metric', 'cursor'),
    querystring: only({ ...waitProperty, ...format }),
    response: answer('History'),
  };
  return endpoint(schema, async (request, reply) => {
    const query = { ...request.query, cursor: request.params.cursor };
    return sendNewer({ services, request, reply }, ofMetric(services, request.params), query);
  });
}

/** Several metrics of one instance at once, columnar: what a page of charts asks. */
export function instanceHistoryEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Histories of several metrics of an instance, six significant digits',
    params: params('class', 'id'),
    querystring: only({ ...metricsProperty, ...rangeProperties, ...format }),
    response: answer('Histories'),
  };
  return endpoint(schema, async (request, reply) => {
    const { metrics, ...query } = request.query;
    return sendRange({ services, request, reply }, ofInstance(services, request.params, metrics), query);
  });
}

/** The address that blocks until there is more of them. */
export function newerInstanceHistoryEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Rows after a cursor: blocks until there are some',
    params: params('class', 'id', 'cursor'),
    querystring: only({ ...metricsProperty, ...waitProperty, ...format }),
    response: answer('Histories'),
  };
  return endpoint(schema, async (request, reply) => {
    const { metrics, ...rest } = request.query;
    const query = { ...rest, cursor: request.params.cursor };
    return sendNewer({ services, request, reply }, ofInstance(services, request.params, metrics), query);
  });
}

/** Histories of the same metrics of many instances: what a column of sparklines asks. */
export function classHistoryEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Histories of the same metrics of many instances, six significant digits',
    params: params('class'),
    querystring: only({
      metrics: Type.String({ description: 'Metric names, separated by commas' }),
      ids: Type.Optional(
        Type.String({ description: 'Ids, separated by commas; an unknown one is left out' }),
      ),
      ...selectProperty,
      ...rangeProperties,
      gaps: Type.Optional(
        flag(`Each series has its gaps with their reasons, in JSON; of at most ${maxWithGaps} series`),
      ),
      ...format,
    }),
    response: answer('Series'),
  };
  return endpoint(schema, async (request, reply) => {
    const cls = classNamed(request.params.class);
    const { ids, select, metrics: list, gaps, ...query } = request.query;
    if (ids === '') throw new InputError('LIST_EMPTY', 'Cannot answer histories: the list of ids is empty');
    const metrics = namedMetrics(list);
    const selected = await selectedEntities(services, cls, selectorOf(cls, select));
    const isSelected = new Set(selected);
    const named = ids === undefined ? selected : namedEntities(services, cls, ids);
    const entities = select ? named.filter((entity) => isSelected.has(entity)) : named;
    const withGaps = isOn(gaps);
    if (withGaps && entities.length * metrics.length > maxWithGaps) {
      const count = `${entities.length * metrics.length} series, at most ${maxWithGaps}`;
      throw new InputError('QUERY_INVALID', `Cannot answer histories with gaps: ${count}`);
    }
    const asked = {
      entities,
      metrics: () => metrics,
      reasons: withGaps,
      address: null,
      fileName: [cls, ...metrics],
      toJson: (history: History, cfs: readonly Consolidation[]) =>
        seriesChunks(history, cfs, withGaps ? (entity) => reasonTexts(services, entity) : null),
    };
    return sendRange({ services, request, reply }, asked, query);
  });
}

function answer(schema: SchemaName) {
  return answers(schema, formatTypes.csv, formatTypes.columns);
}

function ofMetric(
  { store }: Services,
  { class: cls, id, metric }: { class: string; id: string; metric: string },
): AskedOfInstance {
  const entity = entityWithId(store, classNamed(cls), id);
  return {
    entities: [entity],
    metrics: () => [metric],
    address: { path: `${metricsPath(entity)}/${encodeURIComponent(metric)}/history`, search: '' },
    fileName: [entity.name, metric],
    // Only the store knows which metrics once were.
    check: ({ columns }) => {
      if (columns.length > 0) return;
      throw metricUnknown(metric, `${entity.class} '${entity.name}' has none of that name`);
    },
    toJson: (history, cfs, next) => historyChunks(history, { cfs, metric, next }),
  };
}

function ofInstance(
  services: Services,
  { class: cls, id }: { class: string; id: string },
  list: string | undefined,
): AskedOfInstance {
  const { store } = services;
  const entity = entityWithId(store, classNamed(cls), id);
  const search = list === undefined ? '' : `?metrics=${encodeURIComponent(list)}`;
  const metrics = (): string[] => matchHistory(store, entity, list);
  return {
    entities: [entity],
    metrics,
    address: { path: `${metricsPath(entity)}/history`, search },
    fileName: [entity.name],
    toJson: (history, cfs, next) =>
      historiesChunks(history, {
        cfs,
        next,
        textOf: reasonTexts(services, entity),
        asked: metrics(),
        absence: absenceOf(entity)?.reason ?? Reason.notReported,
      }),
  };
}

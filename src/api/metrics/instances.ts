import { Type } from 'typebox';
import type { EntityLights } from '../../alarms/mod.ts';
import { asksForStream } from '../http/accepts.ts';
import { negotiateFormat, formatProperty, formatTypes } from '../http/format.ts';
import type { Entity } from '../../model/entity.ts';
import { InputError } from '../../model/error.ts';
import type { Services } from '../context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { JoinedFeed } from '../live/joined-feed.ts';
import { TableFeed } from '../live/table-feed.ts';
import { metricsPath } from '../http/paths.ts';
import { listChunks, sendChunks } from '../http/json-chunks.ts';
import { classNamed, namedFacts, namedMetrics } from '../http/resolve.ts';
import { answers, flag, isOn, only, params } from '../http/schema.ts';
import { selectedEntities, selectorOf, selectProperty } from '../select/selection.ts';
import { readTable } from '../table/read-table.ts';
import { tableColumns, tableChunks } from '../table/table.ts';

/** Columns one table may have. */
const maxColumns = 64;

/** All instances of a class: as a list, as a table of values, as a live table. */
export function instancesEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Instances of a class: a list, with columns= a table, and as text/event-stream a live table',
    params: params('class'),
    querystring: only({
      columns: Type.Optional(
        Type.String({ description: 'Metric names, separated by commas: answers a table' }),
      ),
      facts: Type.Optional(
        Type.String({ description: 'Names of facts, separated by commas: columns of facts (of a table)' }),
      ),
      ...selectProperty,
      q: Type.Optional(Type.String({ description: 'Part of a name or an id (of a list)' })),
      limit: Type.Optional(Type.Integer({ minimum: 0 })),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
      format: formatProperty(['json', 'columns']),
      counts: Type.Optional(flag('Also the event counts of a live /metrics (of a live table)')),
      deltas: Type.Optional(flag('Events of what changed instead of all values (of a live table)')),
      gone: Type.Optional(
        flag('Also, after the others, those that were removed and have history (of a list)'),
      ),
    }),
    response: answers(['Instances', 'Table'], 'text/event-stream', formatTypes.columns),
  };
  return endpoint(schema, async (request, reply) => {
    const cls = classNamed(request.params.class);
    const { columns, format, q = '', limit, offset = 0 } = request.query;
    const selector = selectorOf(cls, request.query.select);
    const facts = namedFacts(cls, request.query.facts);
    const withGone = isOn(request.query.gone);
    const withCounts = isOn(request.query.counts);
    const withDeltas = isOn(request.query.deltas);
    const isStream = asksForStream(request);
    if ((withCounts || withDeltas) && !isStream) {
      throw new InputError('QUERY_INVALID', 'Cannot answer counts or deltas: they are of a live table');
    }
    if (isStream || columns !== undefined) {
      if (q !== '' || limit !== undefined || offset > 0 || withGone) {
        throw new InputError(
          'QUERY_INVALID',
          'Cannot answer a table: q, limit, offset and gone are of the list',
        );
      }
      const names = namedMetrics(columns ?? '');
      if (names.length > maxColumns) {
        const problem = `Cannot answer a table: ${names.length} columns, at most ${maxColumns}`;
        throw new InputError('QUERY_INVALID', problem);
      }
      if (!isStream) {
        const wanted = negotiateFormat(['json', 'columns'], { format, accept: request.headers.accept });
        const latest = await readTable(services, cls, names, selector);
        if (wanted === 'columns') return reply.type(formatTypes.columns).send(tableColumns(latest));
        const { tableRows } = services;
        const rows = selector ? tableRows.some(latest.entities) : tableRows.all(cls);
        return sendChunks(
          reply.type(formatTypes.json),
          tableChunks(services, latest, rows, facts),
          services.clock,
        );
      }
      const key = `table ${cls} ${names.join(',')} ${facts.join(',')} ${withCounts} ${withDeltas} ${selector?.text ?? ''}`;
      services.live.stream(request, reply, key, () => {
        const table = new TableFeed(services, cls, { columns: names, facts, selector, deltas: withDeltas });
        if (!withCounts) return table;
        return new JoinedFeed(services.classCounts.countsFeed(), table, services.alarmCounts.feed());
      });
      return reply;
    }
    negotiateFormat(['json'], { accept: request.headers.accept });
    if (format !== undefined || facts.length > 0) {
      throw new InputError('QUERY_INVALID', 'Cannot answer a list: format and facts are of a table');
    }
    const wanted = q.toLowerCase();
    const { store, alarms } = services;
    if (selector && withGone) {
      throw new InputError('QUERY_INVALID', 'Cannot answer a list: what was removed is not selected');
    }
    const present = await selectedEntities(services, cls, selector);
    const found = [...present, ...(withGone ? store.past(cls) : [])].filter(
      ({ name, id }) => name.toLowerCase().includes(wanted) || id.includes(wanted),
    );
    const page = found.slice(offset, limit === undefined ? undefined : offset + limit);
    return sendChunks(
      reply.type('application/json'),
      listChunks(page, (entity) => instanceJson(entity, alarms.lights)),
      services.clock,
    );
  });
}

function instanceJson(entity: Entity, lights: EntityLights): string {
  const { id, name, state, source } = entity;
  return JSON.stringify({
    uuid: id,
    id,
    name,
    state,
    alarms: lights.of(entity),
    source,
    uri: metricsPath(entity),
    metrics: metricsPath(entity),
  });
}

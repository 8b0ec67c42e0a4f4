import { Type } from 'typebox';
import { asksForStream } from '../accepts.ts';
import { formOf, formatProperty, formTypes } from '../form.ts';
import { InputError } from '../../model/error.ts';
import type { App, Services } from '../context.ts';
import { TableFeed } from '../live/table-feed.ts';
import { metricsPath } from '../paths.ts';
import { classNamed, namedMetrics } from '../resolve.ts';
import { answers, flag, isOn, only, params } from '../schema.ts';
import { tableColumns, tableJson } from '../table.ts';

/** All instances of a class: as a list, as a table of values, as a live table. */
export function instanceRoutes(app: App, services: Services): void {
  const schema = {
    summary: 'Instances of a class: a list, with columns= a table, and as text/event-stream a live table',
    tags: ['metrics'],
    params: params('class'),
    querystring: only({
      columns: Type.Optional(
        Type.String({ description: 'Metric names, separated by commas: answers a table' }),
      ),
      q: Type.Optional(Type.String({ description: 'Part of a name or an id (of a list)' })),
      limit: Type.Optional(Type.Integer({ minimum: 0 })),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
      format: formatProperty(['json', 'columns']),
      gone: Type.Optional(flag('Also, after the others, those that are gone and have history (of a list)')),
    }),
    response: answers(['Instances', 'Table'], 'text/event-stream', formTypes.columns),
  };
  app.get('/metrics/:class', { schema }, (request, reply) => {
    const cls = classNamed(request.params.class);
    const { columns, format, q = '', limit, offset = 0 } = request.query;
    const withGone = isOn(request.query.gone);
    const isStream = asksForStream(request);
    if (isStream || columns !== undefined) {
      if (q !== '' || limit !== undefined || offset > 0 || withGone) {
        throw new InputError(
          'QUERY_INVALID',
          'Cannot answer a table: q, limit, offset and gone are of the list',
        );
      }
      const names = namedMetrics(columns ?? '');
      if (!isStream) {
        const form = formOf(['json', 'columns'], { format, accept: request.headers.accept });
        if (form === 'columns') return reply.type(formTypes.columns).send(tableColumns(services, cls, names));
        return reply.type(formTypes.json).send(tableJson(services, cls, names));
      }
      services.live.stream(
        reply,
        `table ${cls} ${names.join(',')}`,
        () => new TableFeed(services, cls, names),
      );
      return reply;
    }
    formOf(['json'], { accept: request.headers.accept });
    if (format !== undefined) {
      throw new InputError('QUERY_INVALID', 'Cannot answer a list: format is of a table');
    }
    const wanted = q.toLowerCase();
    const { store } = services;
    const found = [...store.entities(cls), ...(withGone ? store.past(cls) : [])].filter(
      ({ name, id }) => name.toLowerCase().includes(wanted) || id.includes(wanted),
    );
    return found.slice(offset, limit === undefined ? undefined : offset + limit).map((entity) => {
      const { id, name, state } = entity;
      return { uuid: id, id, name, state, uri: metricsPath(entity), metrics: metricsPath(entity) };
    });
  });
}

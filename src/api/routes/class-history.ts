import { Type } from 'typebox';
import { number, numbers, object } from '../../lib/json.ts';
import { InputError } from '../../model/error.ts';
import type { App, Services } from '../context.ts';
import { rangeOf, readHistory } from '../history.ts';
import { classNamed, namedMetrics } from '../resolve.ts';
import { answers, only, params, rangeProperties } from '../schema.ts';

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
        Type.String({ description: 'Ids, separated by commas; one that is gone is left out' }),
      ),
      ...rangeProperties,
    }),
    response: answers('Series'),
  };
  app.get('/metrics/:class/history', { schema }, async (request, reply) => {
    const cls = classNamed(request.params.class);
    const { ids, metrics: names, ...rest } = request.query;
    if (ids === '') throw new InputError('LIST_EMPTY', 'Cannot answer histories: the list of ids is empty');
    const entities = ids?.split(',').flatMap((id) => store.entity(cls, id) ?? []) ?? store.entities(cls);
    const metrics = namedMetrics(names);
    const history = await readHistory(services, { entities, metrics, ...rangeOf(services, rest) });
    const series = history.columns.map(({ entity, metric, values }) => {
      const members = [['id', JSON.stringify(entity.id)], ['metric', JSON.stringify(metric)], ['data', numbers(values)]] as const; // prettier-ignore
      return object(members);
    });
    const json = object([
      ['start', number(history.start / 1000)],
      ['end', number(history.end / 1000)],
      ['step', number(history.stepMs / 1000)],
      ['series', `[${series.join(',')}]`],
    ]);
    return reply.type('application/json').send(json);
  });
}

import { Type } from 'typebox';
import { InputError } from '../../model/error.ts';
import type { App, Services } from '../context.ts';
import { seriesPieces } from '../history/json.ts';
import { rangeOf } from '../history/range.ts';
import { readHistory } from '../history/read.ts';
import { sendPieces } from '../pieces.ts';
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
    const range = rangeOf(services, rest);
    const history = await readHistory(services, { entities, metrics }, range);
    const pieces = seriesPieces(history, range.cfs);
    return sendPieces(reply.type('application/json'), pieces, services.clock);
  });
}

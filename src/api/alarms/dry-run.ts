import { Type } from 'typebox';
import { dryRun, ruleOfRequest } from '../../alarms/mod.ts';
import { InputError } from '../../model/error.ts';
import type { Services } from '../context.ts';
import { windowOf } from '../history/range.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { metricsPath } from '../http/paths.ts';
import { readerSignal } from '../http/reader-signal.ts';
import { answers, only } from '../http/schema.ts';
import { selectedEntities, selectorOf } from '../select/selection.ts';
import type * as wire from '../wire/alarms.ts';
import { ruleText, ruleProperty } from './rule-body.ts';

/** At a time: each holds a second of the processor. */
const MOST = 2;
const WEEK_MS = 7 * 86_400_000;

export function dryRunEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'What a rule would have done on the rows of the past; nothing is changed',
    body: only({
      rule: ruleProperty,
      id: Type.Optional(
        Type.String({ maxLength: 64, description: 'A rule that is known: what is left out is as there' }),
      ),
      replace: Type.Optional(
        Type.Boolean({
          description:
            'Whether it stands in place of what was set over HTTP, as PUT sets it; else it is over that',
        }),
      ),
      from: Type.Optional(
        Type.Number({ description: 'Epoch seconds; negative: before now. Default: a week before `to`' }),
      ),
      to: Type.Optional(Type.Number({ description: 'Epoch seconds; negative: before now. Default: now' })),
      select: Type.Optional(
        Type.String({ maxLength: 1024, description: 'A selector: only of these entities' }),
      ),
    }),
    response: answers('DryRun'),
  };
  let open = 0;
  return endpoint(schema, async ({ body }, reply) => {
    if (open >= MOST) throw new InputError('DRY_RUNS_BUSY', `Cannot try rule: ${open} are being tried`);
    open++;
    try {
      const { alarms, ruleEdits, store, history, clock, closing } = services;
      const { rule, id = 'dry-run', replace = false, from, to, select } = body;
      const book = ruleOfRequest(replace ? ruleEdits.below(id) : alarms.rules, id, ruleText(rule));
      const cls = book.rules[0]?.class ?? 'VM';
      const window = windowOf(
        services,
        { ...(from !== undefined && { start: from }), ...(to !== undefined && { end: to }) },
        WEEK_MS,
      );
      const found = await dryRun({
        book,
        entities: store.storedOrder(await selectedEntities(services, cls, selectorOf(cls, select))),
        store,
        history,
        clock,
        ...window,
        signal: AbortSignal.any([readerSignal(reply), closing]),
      });
      return view(found);
    } finally {
      open--;
    }
  });
}

function view(found: Awaited<ReturnType<typeof dryRun>>): wire.DryRun {
  const { start, end, stepMs, rows, series, counts, spans } = found;
  return {
    start: start / 1000,
    end: end / 1000,
    step: stepMs / 1000,
    rows,
    series,
    ...counts,
    spans: spans.map((span) => ({
      subject: metricsPath(span.entity),
      name: span.entity.name,
      instance: span.instance === '' ? null : span.instance,
      state: span.light,
      start: span.start / 1000,
      end: span.end / 1000,
    })),
  };
}

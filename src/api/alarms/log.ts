import { Type } from 'typebox';
import { InputError } from '../../model/error.ts';
import type { Services } from '../context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { longPoll } from '../http/streams/long-poll.ts';
import { answers, only } from '../http/schema.ts';
import type { AlarmLog } from '../wire/alarms.ts';
import { filterOf, filterProperties } from './filter.ts';
import { cursorOf, type LogQuery } from './log-query.ts';
import { streamLog } from './log-stream.ts';
import { logView } from './log-view.ts';

export function alarmLogEndpoint(services: Services): Endpoint {
  const schema = {
    summary:
      'Changes of alarms to and from amber and red, oldest first; as text/event-stream each as it happens',
    querystring: only({
      after: Type.Optional(
        Type.String({ description: 'Only those after this one, by its id; the newest where left out' }),
      ),
      before: Type.Optional(
        Type.String({ description: 'Only the newest of those before this one, by its id; not with after' }),
      ),
      ...filterProperties,
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
      wait: Type.Optional(
        Type.Number({ minimum: 0, maximum: 60, default: 0, description: 'Seconds to wait for the first' }),
      ),
    }),
    response: answers('AlarmLog', 'text/event-stream'),
  };
  return endpoint(schema, async (request, reply) => {
    const { query } = request;
    const { after, before, wait = 0 } = query;
    const { log } = services.alarms.book;
    const isStream = request.headers.accept?.includes('text/event-stream') === true;
    if (before !== undefined && (after !== undefined || wait > 0 || isStream)) {
      const problem = 'what is before a transition is not read with after, wait or as events';
      throw new InputError('QUERY_INVALID', `Cannot read alarms: ${problem}`);
    }
    if (isStream) return streamLog(services, request, reply, query);
    if (after === undefined) return olderThan(services, query);
    const cursor = cursorOf(after, log.last);
    if (wait > 0) {
      const isNewer = filterOf(services, query);
      const newer = (signal: AbortSignal): Promise<void> => log.wait(cursor, signal, isNewer);
      if (log.after(cursor, 1, isNewer).transitions.length === 0)
        await longPoll(services, request, reply, { seconds: wait, wait: newer });
    }
    const isMeant = filterOf(services, query);
    const { transitions, gap, cursor: newer } = log.after(cursor, query.limit ?? 100, isMeant);
    const older = transitions[0]?.sequence ?? newer + 1;
    const { hasOlder } = log.before(older, 0, isMeant);
    return logView(log, query, { transitions, gap, newer, older: hasOlder ? older : null });
  });
}

/** The newest transitions before one, or of all. */
function olderThan(services: Services, query: LogQuery): AlarmLog {
  const { log } = services.alarms.book;
  const { limit = 100 } = query;
  const cursor = query.before === undefined ? log.last + 1 : cursorOf(query.before, log.last);
  const { transitions, hasOlder } = log.before(cursor, limit, filterOf(services, query));
  const older = hasOlder ? (transitions[0]?.sequence ?? null) : null;
  return logView(log, query, { transitions, gap: 0, newer: Math.max(0, cursor - 1), older });
}

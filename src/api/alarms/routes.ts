import { Type } from 'typebox';
import {
  ALARM_LIGHTS,
  raisedAlarm,
  alarmStates,
  checkedOf,
  explanationOf,
  summaryOf,
  type AlarmLight,
  type Alarms,
  type AlarmState,
} from '../../alarms/mod.ts';
import { inSlices } from '../../lib/async/in-slices.ts';
import { EventLoopYielder } from '../../lib/async/event-loop-yielder.ts';
import { InputError } from '../../model/error.ts';
import { audit } from '../access/audit-log.ts';
import type { Services } from '../context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { quoted } from '../http/resolve.ts';
import { answers, flag, isOn, only, params } from '../http/schema.ts';
import type * as wire from '../wire/alarms.ts';
import { filterOf, filterParameters, filterProperties } from './filter.ts';
import { alarmView, checkedView, conditionsView, ruleView, transitionView } from './view.ts';

type ConditionedAlarm = wire.Alarm & Pick<wire.AlarmDetails, 'conditions' | 'for' | 'keep'>;

const raised = 'red,amber';
/** Longest work between two turns of the event loop. */
const budgetMs = 5;

export function alarmsEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Alarms by state, and how many have each',
    querystring: only({
      state: Type.Optional(
        Type.String({ default: raised, description: 'red, amber, green, unknown, separated by commas' }),
      ),
      ...filterProperties,
      conditions: Type.Optional(flag('Whether each has its conditions, with values and levels')),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
      offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 })),
    }),
    response: answers('Alarms'),
  };
  return endpoint(schema, async ({ query }) => {
    const { state = raised, limit = 100, offset = 0 } = query;
    const { alarms } = services;
    const isMeant = filterOf(services, query);
    const view = isOn(query.conditions) ? withConditions(alarms) : alarmView;
    const found: AlarmState[] = [];
    let count = 0;
    for await (const alarm of inTurns(services, lightsOf(state))) {
      if (!isMeant(alarm) || count++ < offset) continue;
      if (found.length === limit) break;
      found.push(alarm);
    }
    const place = { limit: String(limit), offset: String(offset + limit) };
    const rest = new URLSearchParams({ state, ...place, ...filterParameters(query) });
    if (query.conditions !== undefined) rest.set('conditions', query.conditions);
    const next = count > offset + limit ? `/alarms?${rest.toString()}` : null;
    const checked = checkedView(await inSlices(checkedOf(alarms), yielderOf(services)));
    return { summary: summaryOf(alarms), checked, alarms: found.map(view), next };
  });
}

export function alarmEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'One alarm: its conditions, its transitions, and why it has its state',
    params: params('id'),
    querystring: only({}),
    response: answers('AlarmDetails'),
  };
  return endpoint(schema, async ({ params: { id } }) => {
    const { alarms } = services;
    const alarm = await alarmWithId(services, id);
    return {
      ...withConditions(alarms)(alarm),
      explanation: explanationOf(alarm),
      history: alarms.book.log.of(id).map(transitionView),
    };
  });
}

export function alarmRulesEndpoint({ alarms }: Services): Endpoint {
  const schema = {
    summary: 'The rules in effect, in the order of their ids',
    querystring: only({}),
    response: answers('AlarmRules'),
  };
  return endpoint(schema, () => alarms.rules.rules.map(ruleView));
}

export function acknowledgeEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Acknowledges a raised alarm, until 15 minutes after it has cleared',
    params: params('id'),
    body: only({ reason: Type.String({ minLength: 1, maxLength: 1000 }) }),
    response: answers('Alarm'),
  };
  return endpoint(schema, async (request) => {
    const { identity } = request;
    const { id } = request.params;
    const { reason } = request.body;
    const { alarms, clock } = services;
    const { light } = await alarmWithId(services, id);
    if (light !== 'red' && light !== 'amber') {
      throw new InputError('ALARM_NOT_RAISED', `Cannot acknowledge alarm ${id}: it is ${light}`);
    }
    const by = identity?.name ?? 'local';
    alarms.book.acknowledge({ alarm: id, by, reason, time: clock.now(), clearedAt: null });
    audit(services, request, 'alarm.acknowledge', `${id} (${reason})`);
    return alarmView(await alarmWithId(services, id));
  });
}

export function withdrawEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Takes the acknowledgement of an alarm back',
    params: params('id'),
    querystring: only({}),
    response: answers('Alarm'),
  };
  return endpoint(schema, async (request) => {
    const { id } = request.params;
    await alarmWithId(services, id);
    if (!services.alarms.book.withdraw(id)) {
      const problem = `Cannot take acknowledgement of alarm ${id} back: it has none`;
      throw new InputError('ALARM_NOT_ACKNOWLEDGED', problem);
    }
    audit(services, request, 'alarm.withdraw', id);
    return alarmView(await alarmWithId(services, id));
  });
}

function withConditions(alarms: Alarms): (alarm: AlarmState) => ConditionedAlarm {
  const none = { conditions: [], for: { amber: 0, red: 0 }, keep: 0 };
  return (alarm) => {
    const { definition } = alarm;
    return {
      ...alarmView(alarm),
      ...(definition ? conditionsView(definition, alarms.find(alarm)) : none),
    };
  };
}

/** @throws {InputError} ALARM_UNKNOWN */
async function alarmWithId(services: Services, id: string): Promise<AlarmState> {
  const raisedNow = raisedAlarm(services.alarms, id);
  if (raisedNow) return raisedNow;
  for await (const alarm of inTurns(services, new Set(['green', 'unknown'])))
    if (alarm.id === id) return alarm;
  throw new InputError('ALARM_UNKNOWN', `Cannot find alarm ${quoted(id)}: none is evaluated with that id`);
}

/** Alarms with these lights; the event loop turns while there are many. */
async function* inTurns(services: Services, lights: ReadonlySet<AlarmLight>): AsyncGenerator<AlarmState> {
  const { alarms } = services;
  const yielder = yielderOf(services);
  for (const alarm of alarmStates(alarms, lights)) {
    yield alarm;
    if (yielder.isDue()) await yielder.pause();
  }
}

/** @throws {InputError} QUERY_INVALID */
function lightsOf(text: string): ReadonlySet<AlarmLight> {
  const lights = text.split(',');
  const wrong = lights.find(
    (light) => light === 'off' || !(ALARM_LIGHTS as readonly string[]).includes(light),
  );
  if (wrong !== undefined) {
    throw new InputError(
      'QUERY_INVALID',
      `Cannot list alarms: ${quoted(wrong)} is none of red, amber, green, unknown`,
    );
  }
  return new Set(lights as AlarmLight[]);
}

function yielderOf({ clock }: Services): EventLoopYielder {
  return new EventLoopYielder({ budgetMs, monotonic: () => clock.monotonic() });
}

import { Type } from 'typebox';
import {
  ALARM_LIGHTS,
  alarmState,
  alarmStates,
  explanationOf,
  summaryOf,
  type AlarmLight,
  type AlarmState,
} from '../../alarms/mod.ts';
import { InputError } from '../../model/error.ts';
import type { Services } from '../context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { metricsPath } from '../http/paths.ts';
import { quoted } from '../http/resolve.ts';
import { answers, only, params } from '../http/schema.ts';
import { alarmView, conditionsView, ruleView, transitionView } from './view.ts';

const raised = 'red,amber';

export function alarmsEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Alarms by state, and how many have each',
    querystring: only({
      state: Type.Optional(
        Type.String({ default: raised, description: 'red, amber, green, unknown, separated by commas' }),
      ),
      rule: Type.Optional(Type.String({ description: 'Only of this rule' })),
      subject: Type.Optional(
        Type.String({ description: 'Only about this address, such as /metrics/VM/UUID' }),
      ),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
      offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 })),
    }),
    response: answers('Alarms'),
  };
  return endpoint(schema, ({ query }) => {
    const { state = raised, rule, subject, limit = 100, offset = 0 } = query;
    const { alarms } = services;
    const found: AlarmState[] = [];
    let count = 0;
    for (const alarm of alarmStates(alarms, lightsOf(state))) {
      if (rule !== undefined && alarm.rule !== rule) continue;
      if (subject !== undefined && metricsPath({ class: alarm.class, id: alarm.entity }) !== subject)
        continue;
      if (count++ < offset) continue;
      if (found.length === limit) break;
      found.push(alarm);
    }
    const rest = new URLSearchParams({ state, limit: String(limit), offset: String(offset + limit) });
    if (rule !== undefined) rest.set('rule', rule);
    if (subject !== undefined) rest.set('subject', subject);
    const next = count > offset + limit ? `/alarms?${rest.toString()}` : null;
    return { summary: summaryOf(alarms), alarms: found.map(alarmView), next };
  });
}

export function alarmEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'One alarm: its conditions, its transitions, and why it has its state',
    params: params('id'),
    querystring: only({}),
    response: answers('AlarmDetails'),
  };
  return endpoint(schema, ({ params: { id } }) => {
    const { alarms } = services;
    const alarm = alarmWithId(services, id);
    const { definition } = alarm;
    const none = { conditions: [], for: { amber: 0, red: 0 }, keep: 0 };
    return {
      ...alarmView(alarm),
      ...(definition ? conditionsView(definition, alarms.find(alarm)) : none),
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
  return endpoint(schema, ({ params: { id }, body: { reason }, identity }) => {
    const { alarms, clock } = services;
    const { light } = alarmWithId(services, id);
    if (light !== 'red' && light !== 'amber') {
      throw new InputError('ALARM_NOT_RAISED', `Cannot acknowledge alarm ${id}: it is ${light}`);
    }
    const by = identity?.name ?? 'local';
    alarms.book.acknowledge({ alarm: id, by, reason, time: clock.now(), clearedAt: null });
    return alarmView(alarmWithId(services, id));
  });
}

/** @throws {InputError} ALARM_UNKNOWN */
function alarmWithId({ alarms }: Services, id: string): AlarmState {
  const alarm = alarmState(alarms, id);
  if (alarm) return alarm;
  throw new InputError('ALARM_UNKNOWN', `Cannot find alarm ${quoted(id)}: none is evaluated with that id`);
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

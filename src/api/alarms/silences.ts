import { randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import { alarmStates, MAX_SILENCES, type Silence } from '../../alarms/mod.ts';
import { InputError } from '../../model/error.ts';
import { audit } from '../access/audit-log.ts';
import type { Services } from '../context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { quoted } from '../http/resolve.ts';
import { answers, flag, isOn, only, params } from '../http/schema.ts';
import { checkSelector } from '../select/selection.ts';
import type * as wire from '../wire/alarms.ts';
import { alarmPath } from './view.ts';

const maxSpan = 366 * 86_400;
/** Alarms that are named of a silence. */
const MAX_NAMED = 10;

export function silencesEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'The silences that have not ended',
    querystring: only({}),
    response: answers('Silences'),
  };
  return endpoint(schema, () => all(services).map((silence) => view(services, silence)));
}

export function addSilenceEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Silences alarms of some entities and rules until a time; with preview only says which',
    querystring: only({ preview: Type.Optional(flag('Whether nothing is silenced')) }),
    body: only({
      select: Type.Optional(
        Type.String({ maxLength: 1024, description: 'A selector of entities; all where left out' }),
      ),
      rule: Type.Optional(
        Type.String({ maxLength: 64, description: 'A rule, or several such as vm.*; all where left out' }),
      ),
      reason: Type.String({ minLength: 1, maxLength: 1000 }),
      seconds: Type.Number({ minimum: 1, maximum: maxSpan, description: 'How long' }),
    }),
    response: answers('Silence'),
  };
  return endpoint(schema, (request) => {
    const { query, body, identity } = request;
    const { alarms, clock } = services;
    const { select = '', rule = '*', reason, seconds } = body;
    checkSelector(select);
    if (all(services).length >= MAX_SILENCES) {
      throw new InputError('SILENCES_FULL', `Cannot silence alarms: there are ${MAX_SILENCES} silences`);
    }
    const now = clock.now();
    const by = identity?.name ?? 'local';
    const silence = {
      id: randomUUID(),
      select,
      rule,
      reason,
      by,
      createdAt: now,
      until: now + seconds * 1000,
    };
    if (!isOn(query.preview)) {
      alarms.book.silence(silence);
      audit(services, request, 'silence.add', describe(silence));
    }
    return view(services, silence);
  });
}

export function removeSilenceEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Ends a silence',
    params: params('id'),
    querystring: only({}),
    response: answers('Silence'),
  };
  return endpoint(schema, (request) => {
    const { id } = request.params;
    const { alarms, clock } = services;
    const silence = all(services).find((one) => one.id === id);
    if (!silence) throw new InputError('SILENCE_UNKNOWN', `Cannot end silence ${quoted(id)}: there is none`);
    const found = view(services, silence);
    alarms.book.silence({ ...silence, until: clock.now() });
    audit(services, request, 'silence.remove', describe(silence));
    return found;
  });
}

/** A silence as the audit log names it. */
function describe({ id, rule, select, reason }: Silence): string {
  return `${id} (${[rule, select, reason].filter(Boolean).join(', ')})`;
}

function all({ alarms, clock }: Services): readonly Silence[] {
  return alarms.book.silences.all(clock.now());
}

function view({ alarms, clock }: Services, silence: Silence): wire.Silence {
  const { id, select, rule, reason, by, createdAt, until } = silence;
  const matches = alarms.book.silences.matcher(silence, clock.now());
  const meant = [...alarmStates(alarms, new Set(['red', 'amber']))].filter((alarm) =>
    matches(alarm.rule, alarms.entityOf(alarm)),
  );
  const named = meant.slice(0, MAX_NAMED).map((alarm) => ({
    uri: alarmPath(alarm.id),
    rule: alarm.rule,
    name: alarm.name,
    instance: alarm.instance || null,
  }));
  const times = { created: createdAt / 1000, until: until / 1000 };
  return {
    id,
    uri: `/silences/${id}`,
    select,
    rule,
    reason,
    by,
    ...times,
    matches: meant.length,
    alarms: named,
  };
}

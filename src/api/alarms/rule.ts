import { placeText, yamlValue, type Given } from '../../alarms/mod.ts';
import { InputError } from '../../model/error.ts';
import type { Services } from '../context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { quoted } from '../http/resolve.ts';
import { answers, only, params } from '../http/schema.ts';
import type * as wire from '../wire/alarms.ts';
import { ruleView } from './view.ts';

export function ruleEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'One rule: each field that is given and where, and what was set of it over HTTP',
    params: params('id'),
    querystring: only({}),
    response: answers('AlarmRuleDetails'),
  };
  return endpoint(schema, ({ params: { id } }): wire.AlarmRuleDetails => {
    const rule = services.alarms.rules.rule(id);
    if (!rule) throw new InputError('RULE_UNKNOWN', `Cannot find rule ${quoted(id)}: there is none`);
    const edit = services.ruleEdits.edit(id);
    const time = edit?.author?.time;
    return {
      ...ruleView(rule),
      fields: fieldsOf(services, id),
      edit: edit && {
        text: edit.text,
        by: edit.author?.by ?? null,
        time: time === undefined ? null : time / 1000,
      },
    };
  });
}

function fieldsOf({ alarms, ruleEdits }: Services, id: string): wire.AlarmRuleDetails['fields'] {
  const given = alarms.rules.given(id);
  const isEdited = ruleEdits.edit(id) !== null;
  // The edits are the last layer of a rule.
  const files = isEdited ? given.slice(0, -1) : given;
  const edited = isEdited ? given.at(-1)?.fields : undefined;
  const names = given.flatMap(({ fields }) => fields.keys().toArray());
  return Array.from(new Set(names), (field) => ({
    field,
    file: givenView(files.findLast(({ fields }) => fields.has(field))?.fields.get(field)),
    edited: givenView(edited?.get(field)),
  }));
}

function givenView(given: Given | undefined): wire.AlarmRuleDetails['fields'][number]['file'] {
  return given ? { value: yamlValue(given.value), origin: placeText(given.at) } : null;
}

import { Type } from 'typebox';
import { InputError } from '../../model/error.ts';
import { audit } from '../access/audit-log.ts';
import type { Services } from '../context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { quoted } from '../http/resolve.ts';
import { answers, only, params } from '../http/schema.ts';
import type * as wire from '../wire/alarms.ts';
import { ruleProperty, ruleText } from './rule-body.ts';
import { ruleView } from './view.ts';

export function setRuleEndpoint(services: Services): Endpoint {
  const schema = {
    summary:
      'Sets the fields of a rule, over those of files; kept through restarts. A rule that is wrong changes nothing',
    params: params('id'),
    querystring: only({}),
    body: only({ rule: ruleProperty }),
    response: answers('AlarmRule'),
  };
  return endpoint(schema, (request) => {
    const { id } = request.params;
    const author = { by: request.identity?.name ?? 'local', time: services.clock.now() };
    const rule = services.ruleEdits.setRule(id, ruleText(request.body.rule), author);
    audit(services, request, 'rule.set', id);
    return ruleView(rule);
  });
}

export function removeRuleEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Takes away what was set of a rule: it is as in the files again, or gone',
    params: params('id'),
    querystring: only({}),
    response: answers('AlarmRules'),
  };
  return endpoint(schema, (request) => {
    const { id } = request.params;
    if (!services.ruleEdits.removeRule(id)) {
      throw new InputError('RULE_UNKNOWN', `Cannot remove rule ${quoted(id)}: nothing of it was set here`);
    }
    audit(services, request, 'rule.remove', id);
    return services.alarms.rules.rules.map(ruleView);
  });
}

export function overridesEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'The overrides that were set here; those of files are in the origins of levels',
    querystring: only({}),
    response: answers('Overrides'),
  };
  return endpoint(schema, () => overrides(services));
}

export function setOverrideEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Sets fields of a rule for a class, a host, a tag or an entity; kept through restarts',
    params: params('name'),
    querystring: only({}),
    body: only({
      override: Type.Object(
        {},
        { additionalProperties: true, description: 'The fields of an override (docs/guide/alarms.md)' },
      ),
    }),
    response: answers('Overrides'),
  };
  return endpoint(schema, (request) => {
    const { name } = request.params;
    if (!/^[\w.-]{1,64}$/.test(name)) {
      throw new InputError(
        'RULES_INVALID',
        'Cannot set override: its name is up to 64 letters, digits, ., - and _',
      );
    }
    services.ruleEdits.setOverride(name, JSON.stringify(request.body.override));
    audit(services, request, 'override.set', name);
    return overrides(services);
  });
}

export function removeOverrideEndpoint(services: Services): Endpoint {
  const schema = {
    summary: 'Takes an override away that was set here',
    params: params('name'),
    querystring: only({}),
    response: answers('Overrides'),
  };
  return endpoint(schema, (request) => {
    const { name } = request.params;
    if (!services.ruleEdits.removeOverride(name)) {
      throw new InputError('RULE_UNKNOWN', `Cannot remove override ${quoted(name)}: there is none`);
    }
    audit(services, request, 'override.remove', name);
    return overrides(services);
  });
}

function overrides({ ruleEdits }: Services): wire.Overrides {
  return Object.entries(ruleEdits.overrides).map(([name, text]) => {
    return {
      name,
      uri: `/overrides/${name}`,
      override: JSON.parse(text) as wire.Overrides[number]['override'],
    };
  });
}

import { Type } from 'typebox';

/** The fields of a rule in a body: a text in YAML, or an object. */
export const ruleProperty = Type.Union(
  [Type.String({ maxLength: 65_536 }), Type.Object({}, { additionalProperties: true })],
  { description: 'The fields of a rule (docs/guide/alarms.md): a text in YAML, or an object' },
);

/** The text that places in problems are of. */
export function ruleText(rule: string | object): string {
  return typeof rule === 'string' ? rule : JSON.stringify(rule, null, 2);
}

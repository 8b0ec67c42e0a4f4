import { stringify } from 'yaml';
import type { Given } from '../rule/given.ts';

/**
 * The value of a field as one writes it in YAML, in one line.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { yamlValue } from './yaml-value.ts';
 * assert.equal(yamlValue('85%'), '85%');
 * assert.equal(yamlValue(['vm.*', 'host.cpu']), '[vm.*, host.cpu]');
 */
export function yamlValue(value: Given['value']): string {
  const style = {
    lineWidth: 0,
    blockQuote: false,
    collectionStyle: 'flow',
    flowCollectionPadding: false,
  } as const;
  return stringify(value, style).trimEnd();
}

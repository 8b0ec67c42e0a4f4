/**
 * Whether a rule is meant by a name in which a `*` at the end stands for the rest.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { isMeant } from './rule-glob.ts';
 * assert.equal(isMeant('vm.cpu', 'vm.*'), true);
 * assert.equal(isMeant('vm.cpu', 'vm'), false);
 */
export function isMeant(id: string, name: string): boolean {
  return name.endsWith('*') ? id.startsWith(name.slice(0, -1)) : id === name;
}

import type { Silence } from '../../../../src/api/wire/alarms.ts';

/**
 * Which raised alarms a silence is of, as a sentence.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { silencedText } from './silenced-text.ts';
 * const alarm = { uri: '/alarms/1', rule: 'vm.cpu', name: 'web', instance: null };
 * assert.equal(silencedText({ matches: 1, alarms: [alarm] }), 'Silences 1 raised alarm: vm.cpu of web.');
 */
export function silencedText({ matches, alarms }: Pick<Silence, 'matches' | 'alarms'>): string {
  if (matches === 0) return 'Silences no alarm that is raised now.';
  const names = alarms.map(
    ({ rule, name, instance }) => `${rule} of ${[name, instance ?? ''].join(' ').trim()}`,
  );
  const more = matches - alarms.length;
  const list = names.join(', ') + (more > 0 ? ` and ${more} more` : '');
  return `Silences ${matches} raised ${matches === 1 ? 'alarm' : 'alarms'}: ${list}.`;
}

/** What a silence is of, for people: a machine by its name where one is silenced that is raised. */
export function scopeText({ rule, select, alarms }: Pick<Silence, 'rule' | 'select' | 'alarms'>): string {
  const rules = rule === '*' ? 'every rule' : rule;
  if (select === '') return `${rules} everywhere`;
  const name = select.startsWith('id:') ? alarms[0]?.name : undefined;
  return `${rules} of ${name ?? select}`;
}

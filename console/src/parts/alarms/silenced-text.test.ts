import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scopeText, silencedText } from './silenced-text.ts';

const web = { uri: '/alarms/1', rule: 'vm.cpu', name: 'web', instance: null };
const disk = { uri: '/alarms/2', rule: 'vm.disk', name: 'db', instance: 'vda' };

test('silencedText() names the raised alarms, and counts those that are not named', () => {
  const f = (matches: number, alarms: (typeof web | typeof disk)[], want: string): void =>
    assert.equal(silencedText({ matches, alarms }), want);
  f(0, [], 'Silences no alarm that is raised now.');
  f(2, [web, disk], 'Silences 2 raised alarms: vm.cpu of web, vm.disk of db vda.');
  f(7, [web, disk], 'Silences 7 raised alarms: vm.cpu of web, vm.disk of db vda and 5 more.');
});

test('scopeText() is what a silence is of', () => {
  const f = (rule: string, select: string, want: string): void =>
    assert.equal(scopeText({ rule, select, alarms: [web] }), want);
  f('*', '', 'every rule everywhere');
  f('vm.cpu', '', 'vm.cpu everywhere');
  f('vm.*', 'tag:lab', 'vm.* of tag:lab');
  f('*', 'id:6d6f', 'every rule of web');
  assert.equal(scopeText({ rule: '*', select: 'id:6d6f', alarms: [] }), 'every rule of id:6d6f');
});

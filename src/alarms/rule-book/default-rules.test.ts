import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONDITIONS, type EntityCondition } from '../../model/health.ts';
import { STEP_MS, TestRun } from '../evaluate/test-run.ts';
import { defaultRules } from './default-rules.ts';
import { makeRuleBook, type RuleBook } from './rule-book.ts';

const book = makeRuleBook([defaultRules()]).book as RuleBook;

/** Amber and red alarms of a host that has had these values for twenty minutes. */
function raised(values: Readonly<Record<string, number>>): string[] {
  const run = new TestRun(book);
  const host = run.enter('h', { class: 'host', state: 'up' });
  for (let step = 0; step < 240; step++) run.poll(step, [[host, values]]);
  const lights = new Map(run.changes.map(({ rule, instance, to }) => [`${rule} ${instance}`.trim(), to]));
  return [...lights].filter(([, to]) => to === 'amber' || to === 'red').map(([name, to]) => `${name} ${to}`);
}

test('the file systems of a host are amber and red by what is left, and by their inodes', () => {
  const f = (usage: number, available: number, inodes: number, want: string[]): void => {
    assert.deepEqual(
      raised({ 'fs._.usage': usage, 'fs._.available': available, 'fs._.inodes.usage': inodes }),
      want,
    );
  };
  f(0.9, 50e9, 0.9, []);
  f(0.91, 50e9, 0.1, ['host.fs.space _ amber']);
  f(0.985, 4e9, 0.1, ['host.fs.space _ red']);
  // Two per cent of a large disk are room enough.
  f(0.985, 200e9, 0.1, ['host.fs.space _ amber']);
  f(0.5, 50e9, 0.99, ['host.fs.inodes _ red']);
});

test('a member that is lost makes an array red, and a bond amber until none is left', () => {
  const f = (kind: 'raid' | 'bond', total: number, up: number, want: string[]): void => {
    assert.deepEqual(raised({ [`${kind}.x.members.total`]: total, [`${kind}.x.members.up`]: up }), want);
  };
  f('raid', 2, 2, []);
  f('raid', 4, 3, ['host.raid x red']);
  f('bond', 2, 2, []);
  f('bond', 2, 1, ['host.bond x amber']);
  f('bond', 2, 0, ['host.bond x red']);
});

test('temperatures have the levels of what they are measured on', () => {
  const f = (sensor: string, celsius: number, want: string[]): void => {
    assert.deepEqual(raised({ [`sensor.${sensor}.temperature`]: celsius }), want);
  };
  f('coretemp_Core_0', 79, []);
  f('coretemp_Core_0', 85, ['host.temperature.cpu coretemp_Core_0 amber']);
  f('nvme_Composite', 71, ['host.temperature.nvme nvme_Composite amber']);
  f('drivetemp_temp1', 66, ['host.temperature.disk drivetemp_temp1 red']);
  f('acpitz_temp1', 105, []);
});

test('a process that the kernel killed, full tables and a full link are amber', () => {
  assert.deepEqual(raised({ 'memory.oom.kills': 0 }), []);
  assert.deepEqual(raised({ 'memory.oom.kills': 0.2 }), ['host.oom amber']);
  assert.deepEqual(raised({ 'conntrack.usage': 0.8, 'files.usage': 0.95 }), [
    'host.conntrack amber',
    'host.files red',
  ]);
  const link = { 'net.eth0.speed': 125e6, 'net.eth0.rx.bytes': 120e6, 'net.eth0.tx.bytes': 1e6 };
  assert.deepEqual(raised(link), ['host.net.full eth0 amber']);
  // Of an interface without a known speed nothing is guessed; both directions have the speed each.
  assert.deepEqual(raised({ 'net.eth1.rx.bytes': 120e6 }), []);
  assert.deepEqual(raised({ ...link, 'net.eth0.rx.bytes': 80e6, 'net.eth0.tx.bytes': 80e6 }), []);
});

/** What is raised of a service whose slowest calls take so many seconds, minute after minute. */
function raisedBySlow(id: string, ...minutes: readonly number[]): string[] {
  const run = new TestRun(book);
  const service = run.enter(id, { class: 'service', name: id.replace(/@.*/, ''), state: 'up' });
  const steps = 60_000 / STEP_MS;
  for (let step = 0; step <= minutes.length * steps; step++) {
    const seconds = minutes[Math.min(Math.floor(step / steps), minutes.length - 1)] as number;
    run.poll(step, [[service, { 'latency.p99': seconds }]]);
  }
  return run.changes.filter(({ rule }) => rule === 'service.slow').map(({ to, at }) => `${at} ${to}`);
}

test('a daemon that is slow for a minute is amber, then red, until it is quick again', () => {
  assert.deepEqual(raisedBySlow('libvirtd@h', 0.9, 0.9), ['0 green']);
  assert.deepEqual(raisedBySlow('libvirtd@h', 1.1, 1.1), ['0 green', '60 amber']);
  assert.deepEqual(raisedBySlow('libvirtd@h', 4.9, 4.9), ['0 green', '60 red']);
  assert.deepEqual(raisedBySlow('libvirtd@h', 2, 2, 6, 6, 0.1, 0.1), [
    '0 green',
    '60 amber',
    '180 red',
    '300 green',
  ]);
  assert.deepEqual(raisedBySlow('virtscope@h', 6, 6), []);
});

/** What is raised of a VM that has had a condition for so long, and of its source if that is why. */
function raisedBy(kind: EntityCondition['kind'], minutes: number): string[] {
  const run = new TestRun(book);
  const condition = { kind, since: 0, reason: kind };
  const vm = run.enter('v', { condition });
  if (kind === 'unreachable') run.enter('a', { class: 'source', state: 'down', condition });
  const steps = (minutes * 60_000) / STEP_MS;
  for (let step = 0; step <= steps; step++) run.poll(step, [[vm, {}]]);
  return run.changes
    .filter(({ to }) => to === 'amber' || to === 'red')
    .map(({ rule, id, to, at }) => `${at} ${id} ${rule} ${to}`);
}

test('each condition that a machine can have is raised once, in its time', () => {
  const want: Readonly<Record<EntityCondition['kind'], readonly string[]>> = {
    conflict: ['0 v vm.conflict red'],
    failed: ['0 v vm.failed red'],
    stuck: ['0 v vm.stuck amber', '120 v vm.stuck red'],
    busy: ['900 v vm.busy amber'],
    unreachable: ['30 a source.unreadable amber', '90 a source.unreadable red'],
  };
  for (const kind of CONDITIONS) assert.deepEqual(raisedBy(kind, 20), want[kind], kind);
  // A job of some minutes is ordinary work.
  assert.deepEqual(raisedBy('busy', 14), []);
});

import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AuditLog } from './audit-log.ts';
import { makeStateDir } from './tokens/test-state-dir.ts';

const local = { name: 'local', by: 'local', action: 'source.add' } as const;

test('entries are read newest first, in pages, and bad lines are left out', async () => {
  await using state = await makeStateDir();
  let time = 1e12;
  const log = new AuditLog({ stateDir: state.path, clock: { now: () => time++ }, onDamage: assert.fail });
  assert.deepEqual(log.read(10, null), { entries: [], next: null });
  for (let i = 0; i < 5; i++) log.write({ ...local, subject: `kvm${i}` });
  appendFileSync(join(state.path, 'audit.log'), '{"time":\n');
  log.write({ ...local, subject: null });
  const first = log.read(2, null);
  assert.deepEqual(first.entries, [{ ...local, subject: null, time: 1e12 + 5 }, { ...local, subject: 'kvm4', time: 1e12 + 4 }]); // prettier-ignore
  const { entries, next } = log.read(10, first.next);
  assert.deepEqual([entries.map(({ subject }) => subject), next], [['kvm3', 'kvm2', 'kvm1', 'kvm0'], null]);
  assert.deepEqual(log.read(10, 'nothing'), { entries: [], next: null });
});

test('the log is two files of a bounded size, which only their owner reads, and a page goes on in the older', async () => {
  await using state = await makeStateDir();
  const clock = { now: () => 1e12 };
  const log = new AuditLog({ stateDir: state.path, clock, onDamage: assert.fail, maxBytes: 1000 });
  for (let i = 0; i < 200; i++) log.write({ ...local, subject: `${i}${'x'.repeat(1000)}` });
  const files = readdirSync(state.path).toSorted();
  assert.deepEqual(files, ['audit.log', 'audit.log.1']);
  for (const file of files) {
    const { mode, size } = statSync(join(state.path, file));
    assert.ok(size < 1500, `${file} has ${size} bytes`);
    assert.equal(mode & 0o777, 0o600);
  }
  const first = log.read(1, null);
  log.write({ ...local, subject: 'later' });
  const { entries } = log.read(100, first.next);
  const numbers = [...first.entries, ...entries].map(({ subject }) => Number.parseInt(subject ?? '', 10));
  assert.deepEqual(
    numbers,
    Array.from(numbers, (_, i) => 199 - i),
  );
  assert.ok(numbers.length > 2);
});

test('a symbolic link is not followed: root writes into a directory of another user', async () => {
  await using state = await makeStateDir();
  const victim = join(state.path, 'victim');
  writeFileSync(victim, '');
  symlinkSync(victim, join(state.path, 'audit.log'));
  const problems: string[] = [];
  const onDamage = (problem: string): void => void problems.push(problem);
  new AuditLog({ stateDir: state.path, clock: { now: () => 0 }, onDamage }).write({
    ...local,
    subject: null,
  });
  assert.deepEqual([statSync(victim).size, problems.length], [0, 1]);
});

test('an entry that cannot be written is reported once', async () => {
  const problems: string[] = [];
  const onDamage = (problem: string): void => void problems.push(problem);
  const log = new AuditLog({ stateDir: '/proc/none', clock: { now: () => 0 }, onDamage });
  for (let i = 0; i < 3; i++) log.write({ ...local, subject: null });
  assert.deepEqual(problems, ['Cannot write /proc/none/audit.log: no such file']);
});

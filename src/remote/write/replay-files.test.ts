import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { FakeClock } from '../../../test/fake-clock.ts';
import type { Entity } from '../../model/entity.ts';
import { openStore } from '../../store/mod.ts';
import { TestEnvironment, startMs, stepMs } from './test-environment.ts';
import { makeReceiver } from './test-receiver.ts';

const archives = [
  { rowMs: stepMs, rows: 120 },
  { rowMs: 60_000, rows: 120 },
];
const usage = 'virtscope_vm_cpu_usage_ratio{instance="here",job="virtscope",name="a",uuid="a"}';

test('RemoteWriter replays from kept history what neither virtscope nor its receiver had in memory', async () => {
  await using receiver = await makeReceiver();
  const directory = mkdtempSync(join(tmpdir(), 'virtscope-write-'));
  const clock = new FakeClock(startMs);
  const begin = async (): Promise<TestEnvironment> => {
    const every = { VM: archives, host: archives, source: archives };
    const options = { directory, rows: 24, stepMs, archives: every, syncRows: 1, clock };
    return new TestEnvironment(startMs, clock, await openStore(options), directory);
  };
  const live = async (environment: TestEnvironment, vm: Entity, polls: number): Promise<void> => {
    for (let i = 0; i < polls; i++) {
      await clock.advance(stepMs);
      environment.poll([[vm, 'cpu.usage', (clock.now() - startMs) / stepMs]]);
      // Time passes faster here than disks write.
      await environment.until(() => environment.store.health().pendingRows < 60);
    }
  };
  const first = await begin();
  const before = await first.write({ url: receiver.url });
  const vm = first.enter({ id: 'a' });
  await live(first, vm, 1);
  await first.until(() => before.status().queuedBatches === 0);
  receiver.answer = () => 'hang up';
  // An hour: ten minutes of it are held in the finest rows, the rest in minutes.
  await live(first, vm, 719);
  await first.until(() => before.status().state === 'failing');
  await before.stop();
  await first.store.close();

  receiver.answer = () => ({ status: 204 });
  await using second = await begin();
  const after = await second.write({ url: receiver.url });
  await live(second, second.enter({ id: 'a' }), 1);
  await second.until(() => after.status().state === 'ok' && after.status().replayedSamples > 0, 100);
  await second.store.close();

  const got = receiver.taken.flat().filter(({ series }) => series === usage);
  const at = (timeMs: number): number => (timeMs - startMs) / stepMs;
  const times = got.map(({ timeMs }) => at(timeMs));
  assert.equal(new Set(times).size, times.length, 'nothing twice');
  const fine = Array.from({ length: 120 }, (_, i) => 721 - i).slice(0, 108);
  assert.ok(
    fine.every((time) => times.includes(time)),
    'the finest rows of the newest minutes',
  );
  const minutes = Array.from({ length: 60 }, (_, i) => (i + 1) * 12);
  assert.ok(
    minutes.every((time) => times.includes(time)),
    'a row of every minute',
  );
  for (const { timeMs, value } of got) {
    const time = at(timeMs);
    // The first was taken live; points are let go of by whole blocks.
    if (time === 1 || time > 600 || time % 12 !== 0) assert.equal(value, time);
    else assert.ok(value === time - 5.5 || (value === time && time > 360), `${value} at ${time}`);
  }
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { TestEnvironment, stepMs } from '../../../src/remote/write/test-environment.ts';
import { eventually } from '../../program.ts';
import { isMissing, RealReceiver } from './receivers.ts';

const intervals = 40;

for (const [kind, reason] of [
  ['Prometheus', /^HTTP 404: /],
  ['VictoriaMetrics', /^HTTP 401/],
] as const) {
  describe(`remote write to ${kind} that may not be written to`, { skip: isMissing(kind) }, () => {
    it('is failing and drops nothing, and all is there once it may', async () => {
      await using receiver = new RealReceiver(kind);
      await receiver.start('closed');
      const startMs = Math.floor(Date.now() / 60_000 - 30) * 60_000;
      await using environment = new TestEnvironment(startMs);
      const writer = await environment.write({ url: receiver.writeUrl, instance: 'lab', queueBatches: 3 });
      const vm = environment.enter({ id: 'v1' });
      for (let i = 0; i < intervals; i++) {
        environment.poll([[vm, 'cpu.usage', i]]);
        await environment.clock.advance(stepMs);
        await setTimeout(1);
      }
      const { droppedSamples, sentSamples, lastError } = await eventually(
        () => Promise.resolve(writer.status()),
        ({ state }) => state === 'failing',
        60,
        'the refusal',
      );
      assert.deepEqual([droppedSamples, sentSamples], [0, 0]);
      assert.match(lastError?.reason ?? '', reason);
      await receiver.stop();
      await receiver.start();
      await eventually(
        () => environment.clock.advance(1000).then(() => writer.status()),
        (status) => status.state === 'ok',
        60,
        'the end of the replay',
      );
      const series = await receiver.samples('virtscope_vm_cpu_usage_ratio', environment.clock.now());
      const [samples] = [...series.values()];
      const wanted = Array.from({ length: intervals }, (_, i) => [startMs + i * stepMs, i]);
      assert.deepEqual(samples, wanted);
    });
  });
}

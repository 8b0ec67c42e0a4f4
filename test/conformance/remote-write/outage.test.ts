import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { TestEnvironment, stepMs } from '../../../src/remote/write/test-environment.ts';
import type { RemoteWriteStatus } from '../../../src/remote/write/mod.ts';
import { settle } from '../../fake-clock.ts';
import { isMissing, RealReceiver, type KindName, type Sample } from './receivers.ts';

const metrics = ['cpu.usage', 'cpu.0.usage', 'disk.vda.read.bytes', 'raw.x y'];
const names = [
  'virtscope_vm_cpu_usage_ratio',
  'virtscope_vm_cpu_core_usage_ratio',
  'virtscope_vm_disk_device_read_bytes_per_second',
  'virtscope_vm_raw',
];

/** A value that says where it belongs; every 50th is unknown. */
function valueOf(interval: number, metric: number): number {
  return interval % 50 === 49 ? Number.NaN : interval + metric / 8 + 1 / 3;
}

interface Past {
  /** Intervals in which there was a batch. */
  readonly polled: readonly number[];
  readonly startMs: number;
  readonly status: RemoteWriteStatus;
  samples(selector: string): Promise<Map<string, Sample[]>>;
}

/** Three quarters of an hour in a few seconds; the receiver's own process is gone for most of them. */
async function liveThrough(kind: KindName): Promise<Past & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const receiver = stack.use(new RealReceiver(kind));
  await receiver.start();
  const startMs = Math.floor(Date.now() / 60_000 - 60) * 60_000;
  const environment = stack.use(new TestEnvironment(startMs));
  const { clock } = environment;
  const writer = await environment.write({ url: receiver.writeUrl, instance: 'lab' });
  const vms = Array.from({ length: 20 }, (_, i) =>
    environment.enter({ id: `v${i}`, name: `web\t"${i}" \\ ü` }),
  );
  const polled: number[] = [];
  const sent = async (): Promise<void> => {
    while (writer.status().queuedBatches > 0) {
      if (writer.status().state === 'failing') await clock.advance(100);
      await setTimeout(1);
    }
  };
  const live = async (intervals: number, isThere: boolean): Promise<void> => {
    for (let i = 0; i < intervals; i++) {
      // Waiting for a receiver to be tried again may have taken some.
      const interval = Math.ceil((clock.now() - startMs) / stepMs);
      await clock.advance(startMs + interval * stepMs - clock.now());
      polled.push(interval);
      environment.poll(
        vms.flatMap((vm) => metrics.map((name, m) => [vm, name, valueOf(interval, m)] as const)),
      );
      await settle();
      if (isThere) await sent();
      await clock.advance(1);
    }
  };
  await live(12, true);
  await receiver.stop();
  await live(360, false);
  await receiver.start();
  await live(12, true);
  while (writer.status().state !== 'ok') await setTimeout(5);
  const kept = stack.move();
  return {
    polled,
    startMs,
    status: writer.status(),
    samples: (selector) => receiver.samples(selector, clock.now()),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

// VictoriaMetrics keeps decimal numbers.
for (const [kind, digits] of [
  ['Prometheus', 17],
  ['VictoriaMetrics', 12],
] as const) {
  describe(`remote write to ${kind}`, { skip: isMissing(kind) }, () => {
    it('leaves no gap and no duplicate after half an hour without the receiver', async () => {
      await using past = await liveThrough(kind);
      const found = await past.samples('{__name__=~"virtscope_vm_(cpu.*|disk.*|raw)"}');
      assert.equal(found.size, 20 * metrics.length);
      for (const [labels, samples] of found) {
        const metric = metrics.findIndex((_, m) => labels.includes(`"${names[m]}"`));
        const known = past.polled.filter((interval) => !Number.isNaN(valueOf(interval, metric)));
        const want = known.map((interval): Sample => [
          past.startMs + interval * stepMs,
          valueOf(interval, metric),
        ]);
        assert.deepEqual(rounded(samples, digits), rounded(want, digits), labels);
      }
      const { failedSamples, droppedSamples, replayedSamples, lagSeconds } = past.status;
      assert.ok(
        failedSamples > 0 && replayedSamples > 340 * 20 * metrics.length,
        JSON.stringify(past.status),
      );
      assert.deepEqual([droppedSamples, lagSeconds], [0, 0]);
    });
  });
}

function rounded(samples: readonly Sample[], digits: number): Sample[] {
  return samples.map(([timeMs, value]) => [timeMs, Number(value.toPrecision(digits))]);
}

const strict = 'Prometheus that takes nothing out of order';
describe(`remote write to a ${strict}`, { skip: isMissing(strict) }, () => {
  it('continues live and counts what is refused', async () => {
    await using past = await liveThrough(strict);
    const found = await past.samples('virtscope_vm_cpu_usage_ratio');
    assert.equal(found.size, 20);
    const last = past.polled.slice(-10).map((interval) => past.startMs + interval * stepMs);
    for (const samples of found.values()) assert.deepEqual(samples.slice(-10).map(([timeMs]) => timeMs), last); // prettier-ignore
    assert.ok(past.status.droppedSamples > 0);
    assert.match(past.status.lastError?.reason ?? '', /^HTTP 400: out of order sample/);
  });
});

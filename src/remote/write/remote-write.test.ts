import { onHost } from '../../model/entity.ts';
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { InputError } from '../../model/error.ts';
import { RemoteWriter } from './remote-write.ts';
import type { RemoteWriteOptions } from './options.ts';
import type { Position } from './position.ts';
import { TestEnvironment, startMs, stepMs } from './test-environment.ts';
import { arrivals, down, makeReceiver, up, usage, type Arrival } from './test-receiver.ts';

describe('RemoteWriter', () => {
  it('sends every value under the name and the time of history, with what it takes to be read', async () => {
    await using receiver = await makeReceiver();
    await using environment = new TestEnvironment();
    const headers = { Authorization: 'Bearer x' };
    const writer = await environment.write({ url: `${receiver.url}?a=b`, headers, labels: { zone: 'z' } });
    const host = environment.enter({ id: 'f00d', class: 'host', name: 'alpha', state: 'up' });
    const vm = environment.enter({ id: 'v1', name: 'web', parent: onHost('f00d'), labels: { os: 'x' } });
    environment.poll([
      [host, 'cpu.usage', 0.5],
      [vm, 'disk.vda.read.bytes', 7],
      [vm, 'cpu.usage', Number.NaN],
    ]);
    await environment.until(() => writer.status().sentSamples > 0);
    const tail = 'instance="here",job="virtscope",name="web",';
    assert.deepEqual(receiver.taken, [
      [
        ['virtscope_host_info{id="f00d",instance="here",job="virtscope",name="alpha",source="local",state="up",zone="z"}', 1],
        ['virtscope_host_cpu_usage_ratio{id="f00d",instance="here",job="virtscope",name="alpha",zone="z"}', 0.5],
        [`virtscope_vm_info{host="alpha",instance="here",job="virtscope",label_os="x",name="web",source="local",state="running",uuid="v1",zone="z"}`, 1],
        [`virtscope_vm_state{${tail}state="running",uuid="v1",zone="z"}`, 1],
        [`virtscope_vm_stuck{${tail}uuid="v1",zone="z"}`, 0],
        [`virtscope_vm_disk_device_read_bytes_per_second{device="vda",${tail}uuid="v1",zone="z"}`, 7],
      ].map(([series, value]) => ({ series, timeMs: startMs, value })),
    ]); // prettier-ignore
    const [sent] = receiver.headers;
    assert.deepEqual(
      [sent?.['content-type'], sent?.['content-encoding'], sent?.['x-prometheus-remote-write-version'], sent?.authorization],
      ['application/x-protobuf', 'snappy', '0.1.0', 'Bearer x'],
    ); // prettier-ignore
    const { name, url, state, sentSamples, lagSeconds, lastError } = writer.status();
    assert.deepEqual([name, url, state], ['test', receiver.url, 'ok']);
    assert.deepEqual([sentSamples, lagSeconds, lastError], [6, 0, null]);
  });

  it('sends nothing of a batch that is no row: an earlier run has sent its row', async () => {
    await using receiver = await makeReceiver();
    await using environment = new TestEnvironment();
    const { store } = environment;
    const rowless = {
      entities: store.entities.bind(store),
      entity: store.entity.bind(store),
      batchRow: () => null,
    };
    const writer = await environment.write({ url: receiver.url }, { store: rowless });
    const vm = environment.enter({ id: 'a' });
    environment.poll([[vm, 'cpu.usage', 1]]);
    const { queuedBatches, replaySeconds } = writer.status();
    assert.deepEqual([queuedBatches, replaySeconds], [0, 0]);
  });

  it('sends a stale marker once for a value that became unknown, a name or a machine that was removed', async () => {
    await using receiver = await makeReceiver();
    await using environment = new TestEnvironment();
    const writer = await environment.write({ url: receiver.url });
    const vm = environment.enter({ id: 'a' });
    const poll = async (...values: Parameters<TestEnvironment['poll']>[0]): Promise<void> => {
      const before = receiver.requests;
      environment.poll(values);
      await environment.until(() => writer.status().queuedBatches === 0);
      assert.equal(receiver.requests, before + 1);
      await environment.clock.advance(stepMs);
    };
    await poll([vm, 'cpu.usage', 1]);
    await poll();
    await poll();
    await poll([vm, 'cpu.usage', 2]);
    vm.name = 'b';
    await poll([vm, 'cpu.usage', 3]);
    vm.state = 'paused';
    await poll([vm, 'cpu.usage', 4]);
    const other = environment.enter({ id: 'c' });
    environment.table().remove(vm);
    await poll([other, 'cpu.usage', 9]);
    assert.deepEqual(arrivals(receiver, usage('a')), [[0, 1], [1, 'stale'], [3, 2], [4, 'stale']]); // prettier-ignore
    assert.deepEqual(arrivals(receiver, usage('b').replace('uuid="b"', 'uuid="a"')), [[4, 3], [5, 4], [6, 'stale']]); // prettier-ignore
    const state = (value: string): string =>
      `virtscope_vm_state{instance="here",job="virtscope",name="b",state="${value}",uuid="a"}`;
    assert.deepEqual(arrivals(receiver, state('running')), [[4, 1], [5, 'stale']]); // prettier-ignore
    assert.deepEqual(arrivals(receiver, state('paused')), [[5, 1], [6, 'stale']]); // prettier-ignore
  });

  it('sends stale markers for the values of a source that was removed, except those that another source has', async () => {
    await using receiver = await makeReceiver();
    await using environment = new TestEnvironment();
    const writer = await environment.write({ url: receiver.url });
    const [a, b] = [environment.enter({ id: 'a' }), environment.enter({ id: 'b' })];
    const shared = environment.enter({ id: 'b', source: 'other' });
    const sent = (): Promise<void> => environment.until(() => writer.status().queuedBatches === 0);
    environment.poll([[a, 'cpu.usage', 1], [b, 'cpu.usage', 2]]); // prettier-ignore
    environment.poll([[shared, 'cpu.usage', 2]], 'other');
    await sent();
    await environment.store.removeSource('local');
    writer.remove('local');
    await environment.clock.advance(stepMs);
    environment.poll([[shared, 'cpu.usage', 3]], 'other');
    await sent();
    const all = receiver.taken.flat().filter(({ series }) => series.includes('cpu_usage'));
    assert.deepEqual(
      all.map(({ series, timeMs, value }) => [/uuid="(.)"/.exec(series)?.[1], timeMs - startMs, value]),
      [['a', 0, 1], ['b', 0, 2], ['a', 1, 'stale'], ['b', stepMs, 3]], // prettier-ignore
    );
    writer.remove('nobody');
    assert.equal(writer.status().lagSeconds, 0);
  });

  it('cuts a batch into requests', async () => {
    await using receiver = await makeReceiver();
    await using environment = new TestEnvironment();
    const writer = await environment.write({ url: receiver.url, samplesPerRequest: 10 });
    const vm = environment.enter({ id: 'a' });
    environment.poll(Array.from({ length: 30 }, (_, i) => [vm, `raw.${i}`, i]));
    await environment.until(() => writer.status().sentSamples === 33);
    assert.deepEqual(receiver.taken.map(({ length }) => length), [10, 10, 10, 3]); // prettier-ignore
  });

  it('sends live samples first after an outage, and beside them what was missed, once', async () => {
    await using receiver = await makeReceiver();
    await using environment = new TestEnvironment();
    const writer = await environment.write({ url: receiver.url, queueBatches: 3 });
    const vm = environment.enter({ id: 'a' });
    const poll = async (value: number): Promise<void> => {
      environment.poll([[vm, 'cpu.usage', value]]);
      await environment.clock.advance(stepMs);
    };
    await poll(0);
    await environment.until(() => writer.status().queuedBatches === 0);
    receiver.answer = down;
    for (let i = 1; i < 361; i++) await poll(i);
    await environment.until(() => writer.status().state === 'failing');
    const { queuedBatches } = writer.status();
    assert.ok(queuedBatches <= 4);
    assert.equal(writer.status().replaySeconds, (360 - queuedBatches) * 5);
    assert.ok((writer.status().lagSeconds ?? 0) >= 360 * 5);
    receiver.answer = up;
    await environment.until(() => writer.status().state === 'ok', 1000);
    const got = arrivals(receiver, usage('a'));
    const requests = receiver.taken
      .slice(2)
      .map((samples) => samples.map(({ timeMs }) => (timeMs - startMs) / stepMs));
    assert.ok(requests.findIndex((times) => times.includes(360)) < 10, 'live samples do not wait');
    const sizes = requests.map((times) => new Set(times).size);
    assert.ok(sizes.filter((size) => size === 12).length >= 28, 'rows of a minute come together');
    assert.deepEqual(new Set(got.map(([at]) => at)), new Set(Array.from({ length: 361 }, (_, i) => i)));
    assert.equal(got.length, 361);
    assert.ok(got.every(([at, value]) => at === value));
    assert.equal(writer.status().sentSamples / 4 + writer.status().replayedSamples, 361);
    assert.equal(writer.status().replaySeconds, 0);
  });

  it('does not let live samples wait for a replay', async () => {
    await using receiver = await makeReceiver();
    await using environment = new TestEnvironment();
    const never = Promise.withResolvers<never>();
    const replay = {
      // oxlint-disable-next-line require-yield
      async *rows(): AsyncGenerator<never> {
        await never.promise;
      },
    };
    const vm = environment.enter({ id: 'a' });
    const position = { version: 1, sources: { local: startMs - 60_000 }, gaps: [] };
    writeFileSync(join(environment.directory, 'test.json'), JSON.stringify(position));
    const writer = await environment.write({ url: receiver.url }, { replay });
    for (const value of [1, 2, 3]) {
      environment.poll([[vm, 'cpu.usage', value]]);
      await environment.clock.advance(stepMs);
    }
    await environment.until(() => writer.status().sentSamples === 12);
    assert.equal(writer.status().state, 'replaying');
    never.reject(new Error('over'));
  });

  it('continues where it was after a restart, and reports when it cannot', async () => {
    await using receiver = await makeReceiver();
    await using environment = new TestEnvironment();
    const vm = environment.enter({ id: 'a' });
    const first = await environment.write({ url: receiver.url, queueBatches: 2 });
    let i = 0;
    const poll = async (times: number): Promise<void> => {
      for (let n = 0; n < times; n++) {
        environment.poll([[vm, 'cpu.usage', i++]]);
        await environment.clock.advance(stepMs);
      }
    };
    await poll(2);
    await environment.until(() => first.status().queuedBatches === 0);
    receiver.answer = down;
    await poll(8);
    await environment.until(() => first.status().state === 'failing');
    await first.stop();
    const kept = JSON.parse(readFileSync(join(environment.directory, 'test.json'), 'utf8')) as Position;
    assert.deepEqual(kept.sources, { local: startMs + stepMs });
    assert.deepEqual([kept.gaps[0]?.source, kept.gaps[0]?.fromMs], ['local', startMs + stepMs]);
    // No process writes for a while.
    await poll(5);
    receiver.answer = up;
    const second = await environment.write({ url: receiver.url });
    await poll(1);
    await environment.until(() => second.status().state === 'ok' && second.status().sentSamples > 0, 1000);
    assert.deepEqual(
      arrivals(receiver, usage('a')).sort(([a], [b]) => a - b),
      Array.from({ length: i }, (_, at) => [at, at]),
    );
    await second.stop();
    writeFileSync(join(environment.directory, 'test.json'), '{"version":2}');
    const third = await environment.write({ url: receiver.url });
    assert.match(third.status().lastError?.reason ?? '', /^Cannot read where it was: /);
  });

  it('knows after a kill what it owes a receiver that it has never reached', async () => {
    await using receiver = await makeReceiver();
    await using environment = new TestEnvironment();
    receiver.answer = down;
    const vm = environment.enter({ id: 'a' });
    const killed = await environment.write({ url: receiver.url, queueBatches: 2 });
    const poll = async (value: number): Promise<void> => {
      environment.poll([[vm, 'cpu.usage', value]]);
      await environment.clock.advance(stepMs);
    };
    for (let i = 0; i < 9; i++) await poll(i);
    await environment.until(() => killed.status().state === 'failing');
    const path = join(environment.directory, 'test.json');
    await environment.until(() => existsSync(path));
    const kept = readFileSync(path);
    await killed.stop();
    writeFileSync(path, kept);
    receiver.answer = up;
    const next = await environment.write({ url: receiver.url });
    await poll(9);
    await environment.until(() => next.status().state === 'ok', 1000);
    const got = arrivals(receiver, usage('a')).sort(([a], [b]) => a - b);
    assert.deepEqual(got, Array.from({ length: 10 }, (_, i) => [i, i])); // prettier-ignore
  });

  it('sends an entity that two sources have once a time, under the one that is shown', async () => {
    await using receiver = await makeReceiver();
    await using environment = new TestEnvironment();
    const writer = await environment.write({ url: receiver.url });
    const here = environment.enter({ id: 'a', source: 'here' });
    const there = environment.enter({ id: 'a', source: 'there', state: 'shutoff' });
    const poll = async (): Promise<void> => {
      environment.poll([[here, 'cpu.usage', 1]], 'here');
      environment.poll([[there, 'cpu.usage', 2]], 'there');
      await environment.until(() => writer.status().queuedBatches === 0);
      await environment.clock.advance(stepMs);
    };
    await poll();
    here.state = 'shutoff';
    there.state = 'running';
    await poll();
    await poll();
    const got = arrivals(receiver, usage('a'));
    assert.equal(new Set(got.map(([at]) => at)).size, got.length);
    assert.deepEqual(got.at(0), [0, 1]);
    assert.deepEqual(got.at(-1), [2, 2]);
  });

  it('leaves no gap and sends nothing twice, however often a receiver is away', async () => {
    const intervals = fc.array(
      fc.record({ isUp: fc.boolean(), known: fc.boolean(), hasOther: fc.boolean() }),
      { minLength: 10, maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(intervals, fc.integer({ min: 1, max: 4 }), async (all, queueBatches) => {
        await using receiver = await makeReceiver();
        await using environment = new TestEnvironment();
        const writer = await environment.write({ url: receiver.url, queueBatches, samplesPerRequest: 3 });
        const [vm, other] = [environment.enter({ id: 'a' }), environment.enter({ id: 'b', source: 'other' })];
        const want = new Map<string, number>();
        for (const [i, { isUp, known, hasOther }] of all.entries()) {
          receiver.answer = isUp ? up : down;
          environment.poll(known ? [[vm, 'cpu.usage', i]] : []);
          if (known) want.set(`a ${i}`, i);
          if (hasOther) environment.poll([[other, 'cpu.usage', -i]], 'other');
          if (hasOther) want.set(`b ${i}`, -i);
          await environment.clock.advance(stepMs);
        }
        receiver.answer = up;
        const isDone = ({ queuedBatches, replaySeconds } = writer.status()): boolean =>
          queuedBatches === 0 && replaySeconds === 0;
        await environment.until(() => isDone(), 1000);
        const got = new Map<string, Arrival['value']>();
        for (const name of ['a', 'b']) {
          for (const [at, value] of arrivals(receiver, usage(name))) {
            assert.ok(!got.has(`${name} ${at}`), `${name} ${at} came twice`);
            got.set(`${name} ${at}`, value);
          }
        }
        for (const [key, value] of got) if (value === 'stale') got.delete(key);
        assert.deepEqual(Object.fromEntries(got), Object.fromEntries(want));
      }),
      { numRuns: 15 },
    );
  });

  it('refuses options with which nothing could be sent', () => {
    const f = (options: Partial<RemoteWriteOptions>, want: RegExp): void =>
      assert.throws(
        () => new RemoteWriter({ name: 'a', url: 'http://h/w', ...options }, {} as never),
        (error) => error instanceof InputError && error.code === 'CONFIG_INVALID' && want.test(error.message),
      );
    f({ name: '../x' }, /its name/);
    f({ url: 'ftp://h' }, /its URL/);
    f({ url: 'x' }, /its URL/);
    f({ labels: { Zone: 'a' } }, /"Zone" is not a lower-case name/);
    f({ labels: { uuid: 'a' } }, /"uuid" is one of our own/);
    f({ samplesPerRequest: 0 }, /samplesPerRequest/);
  });
});

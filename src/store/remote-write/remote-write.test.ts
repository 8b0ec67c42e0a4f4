import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { InputError } from '../../model/error.ts';
import type { Clock } from '../../model/clock.ts';
import { RemoteWriter } from './remote-write.ts';
import type { RemoteWriteOptions } from './options.ts';
import type { Position } from './position.ts';
import { Estate, patienceMs, startMs, stepMs } from './test-estate.ts';
import { makeReceiver, type Answer, type Arrival, type Receiver } from './test-receiver.ts';

const usage = (name: string): string =>
  `virtscope_vm_cpu_usage_ratio{instance="here",job="virtscope",name="${name}",uuid="${name}"}`;
const down = (): Answer => ({ status: 503, text: 'no' });
const up = (): Answer => ({ status: 204 });

/** Samples of one series in order of arrival, times in steps since the start. */
function arrivals(receiver: Receiver, series: string): [number, Arrival['value']][] {
  const found = receiver.taken.flat().filter((one) => one.series === series);
  return found.map(({ timeMs, value }) => [(timeMs - startMs) / stepMs, value]);
}

describe('RemoteWriter', () => {
  it('sends every value under the name and the time of history, with what it takes to be read', async () => {
    await using receiver = await makeReceiver();
    await using estate = new Estate();
    const headers = { Authorization: 'Bearer x' };
    const writer = await estate.write({ url: `${receiver.url}?a=b`, headers, labels: { zone: 'z' } });
    const host = estate.enter({ id: 'f00d', class: 'host', name: 'alpha', state: 'up' });
    const vm = estate.enter({ id: 'v1', name: 'web', host: 'f00d', labels: { os: 'x' } });
    estate.poll([
      [host, 'cpu.usage', 0.5],
      [vm, 'disk.vda.read.bytes', 7],
      [vm, 'cpu.usage', Number.NaN],
    ]);
    await estate.until(() => writer.status().sentSamples > 0);
    const tail = 'instance="here",job="virtscope",name="web",';
    assert.deepEqual(receiver.taken, [
      [
        ['virtscope_host_info{id="f00d",instance="here",job="virtscope",name="alpha",source="local",state="up",zone="z"}', 1],
        ['virtscope_host_cpu_usage_ratio{id="f00d",instance="here",job="virtscope",name="alpha",zone="z"}', 0.5],
        [`virtscope_vm_info{host="alpha",instance="here",job="virtscope",label_os="x",name="web",source="local",state="running",uuid="v1",zone="z"}`, 1],
        [`virtscope_vm_state{host="alpha",${tail}state="running",uuid="v1",zone="z"}`, 1],
        [`virtscope_vm_stuck{host="alpha",${tail}uuid="v1",zone="z"}`, 0],
        [`virtscope_vm_disk_device_read_bytes_per_second{device="vda",host="alpha",${tail}uuid="v1",zone="z"}`, 7],
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

  it('tells a receiver once that a value it has is unknown, that a name or a machine is gone', async () => {
    await using receiver = await makeReceiver();
    await using estate = new Estate();
    const writer = await estate.write({ url: receiver.url });
    const vm = estate.enter({ id: 'a' });
    const poll = async (...values: Parameters<Estate['poll']>[0]): Promise<void> => {
      const before = receiver.requests;
      estate.poll(values);
      await estate.until(() => writer.status().queuedBatches === 0);
      assert.equal(receiver.requests, before + 1);
      await estate.clock.advance(stepMs);
    };
    await poll([vm, 'cpu.usage', 1]);
    await poll();
    await poll();
    await poll([vm, 'cpu.usage', 2]);
    vm.name = 'b';
    await poll([vm, 'cpu.usage', 3]);
    vm.state = 'paused';
    await poll([vm, 'cpu.usage', 4]);
    const other = estate.enter({ id: 'c' });
    estate.table().retire(vm);
    await poll([other, 'cpu.usage', 9]);
    assert.deepEqual(arrivals(receiver, usage('a')), [[0, 1], [1, 'stale'], [3, 2], [4, 'stale']]); // prettier-ignore
    assert.deepEqual(arrivals(receiver, usage('b').replace('uuid="b"', 'uuid="a"')), [[4, 3], [5, 4], [6, 'stale']]); // prettier-ignore
    const state = (value: string): string =>
      `virtscope_vm_state{instance="here",job="virtscope",name="b",state="${value}",uuid="a"}`;
    assert.deepEqual(arrivals(receiver, state('running')), [[4, 1], [5, 'stale']]); // prettier-ignore
    assert.deepEqual(arrivals(receiver, state('paused')), [[5, 1], [6, 'stale']]); // prettier-ignore
  });

  it('cuts a batch into requests', async () => {
    await using receiver = await makeReceiver();
    await using estate = new Estate();
    const writer = await estate.write({ url: receiver.url, samplesPerRequest: 10 });
    const vm = estate.enter({ id: 'a' });
    estate.poll(Array.from({ length: 30 }, (_, i) => [vm, `raw.${i}`, i]));
    await estate.until(() => writer.status().sentSamples === 33);
    assert.deepEqual(receiver.taken.map(({ length }) => length), [10, 10, 10, 3]); // prettier-ignore
  });

  it('tries again after 1, 2, 4 … s, or when it was asked to', async () => {
    await using receiver = await makeReceiver();
    await using estate = new Estate();
    const answers: Answer[] = [
      down(),
      'hang up',
      { status: 429, headers: { 'Retry-After': '17' } },
      { status: 500, headers: { 'Retry-After': new Date(startMs + 60_000).toUTCString() } },
      { status: 204 },
    ];
    receiver.answer = (request) => answers[request] as Answer;
    const slept: number[] = [];
    const clock: Clock = {
      now: () => estate.clock.now(),
      monotonic: () => estate.clock.monotonic(),
      sleep(ms, signal) {
        if (ms < patienceMs) slept.push(ms);
        return estate.clock.sleep(ms, signal);
      },
    };
    const writer = await estate.write({ url: receiver.url }, { clock });
    estate.poll([[estate.enter({ id: 'a' }), 'cpu.usage', 1]]);
    const reasons: unknown[] = [];
    for (let tries = 1; tries < answers.length; tries++) {
      await estate.until(() => slept.length === tries);
      reasons.push(writer.status().lastError?.reason);
      await estate.clock.advance(slept.at(-1) as number);
    }
    await estate.until(() => writer.status().queuedBatches === 0);
    assert.deepEqual(slept, [1000, 2000, 17_000, 40_000]);
    assert.deepEqual(reasons, ['HTTP 503: no', 'ECONNRESET', 'HTTP 429', 'HTTP 500']);
    assert.equal(writer.status().failedSamples, 16);
    assert.equal(writer.status().state, 'ok');
    assert.deepEqual(arrivals(receiver, usage('a')), [[0, 1]]);
  });

  it('gives up a request that is not answered in time', async () => {
    await using receiver = await makeReceiver();
    await using estate = new Estate();
    receiver.answer = (request) => (request === 0 ? 'silence' : up());
    const writer = await estate.write({ url: receiver.url, timeoutMs: 30_000 });
    estate.poll([[estate.enter({ id: 'a' }), 'cpu.usage', 1]]);
    await estate.until(() => receiver.requests === 1);
    await estate.clock.advance(30_000);
    await estate.until(() => writer.status().lastError !== null);
    assert.equal(writer.status().lastError?.reason, 'no answer in 30 s');
    await estate.clock.advance(1000);
    await estate.until(() => writer.status().sentSamples === 4);
  });

  it('drops what a receiver refuses, counts it and goes on', async () => {
    await using receiver = await makeReceiver();
    await using estate = new Estate();
    receiver.answer = (request) =>
      request === 0 ? { status: 400, text: 'out of order\nsample \u001B' } : up();
    const writer = await estate.write({ url: receiver.url });
    const vm = estate.enter({ id: 'a' });
    for (const value of [1, 2]) {
      estate.poll([[vm, 'cpu.usage', value]]);
      await estate.clock.advance(stepMs);
    }
    await estate.until(() => writer.status().sentSamples === 4);
    const { droppedSamples, failedSamples, state, lastError } = writer.status();
    assert.deepEqual([droppedSamples, failedSamples, state], [4, 0, 'ok']);
    assert.equal(lastError?.reason, 'HTTP 400: out of order');
    assert.deepEqual(arrivals(receiver, usage('a')), [[1, 2]]);
  });

  it('goes on without a batch that is never taken, and replays everything else that is missing', async () => {
    await using receiver = await makeReceiver();
    await using estate = new Estate();
    const writer = await estate.write({ url: receiver.url, queueBatches: 3 });
    const vm = estate.enter({ id: 'a' });
    let isUp = true;
    receiver.answer = (_, samples) =>
      isUp && !samples.some(({ timeMs }) => timeMs === startMs + 5 * stepMs)
        ? up()
        : { status: 500, text: 'no' };
    const poll = async (from: number, to: number): Promise<void> => {
      for (let i = from; i < to; i++) {
        estate.poll([[vm, 'cpu.usage', i]]);
        await estate.clock.advance(stepMs);
      }
    };
    await poll(0, 40);
    await estate.until(() => writer.status().queuedBatches === 0);
    assert.deepEqual(arrivals(receiver, usage('a')).at(-1), [39, 39]);
    await estate.until(() => writer.status().replaySeconds === 5, 1000);
    const { state, replaySeconds, droppedSamples, lagSeconds } = writer.status();
    assert.deepEqual([state, replaySeconds, droppedSamples, lagSeconds], ['replaying', 5, 0, 0]);
    isUp = false;
    await poll(40, 60);
    isUp = true;
    await poll(60, 100);
    await estate.until(() => writer.status().replaySeconds === 5, 1000);
    const got = arrivals(receiver, usage('a')).map(([, value]) => value);
    const values = got.filter((value) => value !== 'stale').sort((a, b) => a - b);
    assert.deepEqual(values, Array.from({ length: 100 }, (_, i) => i).filter((i) => i !== 5)); // prettier-ignore
    receiver.answer = up;
    await estate.until(() => writer.status().state === 'ok', stepMs);
    assert.deepEqual(arrivals(receiver, usage('a')).at(-1), [5, 5]);
  });

  it('goes on without a batch that is never taken when its source delivers no other', async () => {
    await using receiver = await makeReceiver();
    await using estate = new Estate();
    const writer = await estate.write({ url: receiver.url, queueBatches: 3 });
    const [bad, good] = [estate.enter({ id: 'bad', source: 'bad' }), estate.enter({ id: 'good' })];
    receiver.answer = (_, samples) => (samples.some(({ series }) => series.includes('bad')) ? down() : up());
    estate.poll([[bad, 'cpu.usage', 1]], 'bad');
    for (let i = 0; i < 40; i++) {
      estate.poll([[good, 'cpu.usage', i]]);
      await estate.clock.advance(stepMs);
    }
    await estate.until(() => writer.status().queuedBatches === 0);
    assert.deepEqual(arrivals(receiver, usage('good')).at(-1), [39, 39]);
  });

  it('takes an answer that says nothing about samples for an outage, and replays it', async () => {
    for (const status of [301, 308, 401, 403, 404, 405, 407, 408, 413, 415, 429, 500, 501]) {
      await using receiver = await makeReceiver();
      await using estate = new Estate();
      const writer = await estate.write({ url: receiver.url, queueBatches: 2 });
      const vm = estate.enter({ id: 'a' });
      receiver.answer = () => ({ status, text: 'who are you?' });
      for (let i = 0; i < 20; i++) {
        estate.poll([[vm, 'cpu.usage', i]]);
        await estate.clock.advance(stepMs);
      }
      await estate.until(() => writer.status().lastError !== null);
      const { state, droppedSamples, lagSeconds, lastError } = writer.status();
      assert.deepEqual([state, droppedSamples, lastError?.reason], ['failing', 0, `HTTP ${status}: who are you?`]); // prettier-ignore
      assert.ok((lagSeconds ?? 0) > 0);
      receiver.answer = up;
      await estate.until(() => writer.status().state === 'ok', 1000);
      const got = arrivals(receiver, usage('a')).sort(([a], [b]) => a - b);
      assert.deepEqual(
        got,
        Array.from({ length: 20 }, (_, i) => [i, i]),
      );
    }
  });

  it('does not look healthy when a receiver refuses all that it is sent', async () => {
    for (const status of [400, 409, 422]) {
      await using receiver = await makeReceiver();
      await using estate = new Estate();
      const writer = await estate.write({ url: receiver.url });
      const vm = estate.enter({ id: 'a' });
      receiver.answer = () => ({ status, text: `label "x" is too long \u202E${'y'.repeat(1000)}` });
      for (let i = 0; i < 5; i++) {
        estate.poll([[vm, 'cpu.usage', i]]);
        await estate.clock.advance(stepMs);
      }
      await estate.until(() => writer.status().queuedBatches === 0);
      const { state, droppedSamples, lagSeconds, lastError } = writer.status();
      assert.deepEqual([state, droppedSamples, lagSeconds], ['failing', 20, 20]);
      const words = `HTTP ${status}: label "x" is too long \uFFFD${'y'.repeat(300)}`;
      assert.equal(lastError?.reason, words.slice(0, 'HTTP 400: '.length + 300));
    }
  });

  it('sends live samples first after an outage, and beside them what was missed, once', async () => {
    await using receiver = await makeReceiver();
    await using estate = new Estate();
    const writer = await estate.write({ url: receiver.url, queueBatches: 3 });
    const vm = estate.enter({ id: 'a' });
    const poll = async (value: number): Promise<void> => {
      estate.poll([[vm, 'cpu.usage', value]]);
      await estate.clock.advance(stepMs);
    };
    await poll(0);
    await estate.until(() => writer.status().queuedBatches === 0);
    receiver.answer = down;
    for (let i = 1; i < 361; i++) await poll(i);
    await estate.until(() => writer.status().state === 'failing');
    const { queuedBatches } = writer.status();
    assert.ok(queuedBatches <= 4);
    assert.equal(writer.status().replaySeconds, (360 - queuedBatches) * 5);
    assert.ok((writer.status().lagSeconds ?? 0) >= 360 * 5);
    receiver.answer = up;
    await estate.until(() => writer.status().state === 'ok', 1000);
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
    await using estate = new Estate();
    const never = Promise.withResolvers<never>();
    const replay = {
      // oxlint-disable-next-line require-yield
      async *rows(): AsyncGenerator<never> {
        await never.promise;
      },
    };
    const vm = estate.enter({ id: 'a' });
    const position = { version: 1, sources: { local: startMs - 60_000 }, gaps: [] };
    writeFileSync(join(estate.directory, 'test.json'), JSON.stringify(position));
    const writer = await estate.write({ url: receiver.url }, { replay });
    for (const value of [1, 2, 3]) {
      estate.poll([[vm, 'cpu.usage', value]]);
      await estate.clock.advance(stepMs);
    }
    await estate.until(() => writer.status().sentSamples === 12);
    assert.equal(writer.status().state, 'replaying');
    never.reject(new Error('over'));
  });

  it('counts rows of a replay that are refused, and live samples go on', async () => {
    await using receiver = await makeReceiver();
    await using estate = new Estate();
    const writer = await estate.write({ url: receiver.url, queueBatches: 1 });
    const vm = estate.enter({ id: 'a' });
    receiver.answer = down;
    for (let i = 0; i < 10; i++) {
      estate.poll([[vm, 'cpu.usage', i]]);
      await estate.clock.advance(stepMs);
    }
    // As a Prometheus that takes nothing older than it has.
    receiver.answer = (_, samples) => {
      const newest = Math.max(0, ...receiver.taken.flat().map(({ timeMs }) => timeMs));
      const isOld = samples.some(({ timeMs }) => timeMs < newest);
      return isOld ? { status: 400, text: 'out of order sample' } : up();
    };
    await estate.until(() => writer.status().droppedSamples > 0, 1000);
    await estate.until(() => writer.status().state === 'ok', 1000);
    estate.poll([[vm, 'cpu.usage', 10]]);
    await estate.until(() => writer.status().queuedBatches === 0);
    const got = arrivals(receiver, usage('a')).map(([, value]) => value);
    assert.deepEqual(got.slice(-2), [9, 10]);
    assert.ok(
      got.every((value, i) => i === 0 || Number(value) > Number(got[i - 1])),
      'nothing old was taken',
    );
    assert.equal(writer.status().lastError?.reason, 'HTTP 400: out of order sample');
  });

  it('goes on where it was after a restart, and says so when it cannot', async () => {
    await using receiver = await makeReceiver();
    await using estate = new Estate();
    const vm = estate.enter({ id: 'a' });
    const first = await estate.write({ url: receiver.url, queueBatches: 2 });
    let i = 0;
    const poll = async (times: number): Promise<void> => {
      for (let n = 0; n < times; n++) {
        estate.poll([[vm, 'cpu.usage', i++]]);
        await estate.clock.advance(stepMs);
      }
    };
    await poll(2);
    await estate.until(() => first.status().queuedBatches === 0);
    receiver.answer = down;
    await poll(8);
    await estate.until(() => first.status().state === 'failing');
    await first.stop();
    const kept = JSON.parse(readFileSync(join(estate.directory, 'test.json'), 'utf8')) as Position;
    assert.deepEqual(kept.sources, { local: startMs + stepMs });
    assert.deepEqual([kept.gaps[0]?.source, kept.gaps[0]?.fromMs], ['local', startMs + stepMs]);
    // Nobody writes for a while.
    await poll(5);
    receiver.answer = up;
    const second = await estate.write({ url: receiver.url });
    await poll(1);
    await estate.until(() => second.status().state === 'ok' && second.status().sentSamples > 0, 1000);
    assert.deepEqual(
      arrivals(receiver, usage('a')).sort(([a], [b]) => a - b),
      Array.from({ length: i }, (_, at) => [at, at]),
    );
    await second.stop();
    writeFileSync(join(estate.directory, 'test.json'), '{"version":2}');
    const third = await estate.write({ url: receiver.url });
    assert.match(third.status().lastError?.reason ?? '', /^Cannot read where it was: /);
  });

  it('knows after a kill what it owes a receiver that it has never reached', async () => {
    await using receiver = await makeReceiver();
    await using estate = new Estate();
    receiver.answer = down;
    const vm = estate.enter({ id: 'a' });
    const killed = await estate.write({ url: receiver.url, queueBatches: 2 });
    const poll = async (value: number): Promise<void> => {
      estate.poll([[vm, 'cpu.usage', value]]);
      await estate.clock.advance(stepMs);
    };
    for (let i = 0; i < 9; i++) await poll(i);
    await estate.until(() => killed.status().state === 'failing');
    const path = join(estate.directory, 'test.json');
    await estate.until(() => existsSync(path));
    const kept = readFileSync(path);
    await killed.stop();
    writeFileSync(path, kept);
    receiver.answer = up;
    const next = await estate.write({ url: receiver.url });
    await poll(9);
    await estate.until(() => next.status().state === 'ok', 1000);
    const got = arrivals(receiver, usage('a')).sort(([a], [b]) => a - b);
    assert.deepEqual(got, Array.from({ length: 10 }, (_, i) => [i, i])); // prettier-ignore
  });

  it('sends an entity that two sources have once a time, under the one that is shown', async () => {
    await using receiver = await makeReceiver();
    await using estate = new Estate();
    const writer = await estate.write({ url: receiver.url });
    const here = estate.enter({ id: 'a', source: 'here' });
    const there = estate.enter({ id: 'a', source: 'there', state: 'shutoff' });
    const poll = async (): Promise<void> => {
      estate.poll([[here, 'cpu.usage', 1]], 'here');
      estate.poll([[there, 'cpu.usage', 2]], 'there');
      await estate.until(() => writer.status().queuedBatches === 0);
      await estate.clock.advance(stepMs);
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
        await using estate = new Estate();
        const writer = await estate.write({ url: receiver.url, queueBatches, samplesPerRequest: 3 });
        const [vm, other] = [estate.enter({ id: 'a' }), estate.enter({ id: 'b', source: 'other' })];
        const want = new Map<string, number>();
        for (const [i, { isUp, known, hasOther }] of all.entries()) {
          receiver.answer = isUp ? up : down;
          estate.poll(known ? [[vm, 'cpu.usage', i]] : []);
          if (known) want.set(`a ${i}`, i);
          if (hasOther) estate.poll([[other, 'cpu.usage', -i]], 'other');
          if (hasOther) want.set(`b ${i}`, -i);
          await estate.clock.advance(stepMs);
        }
        receiver.answer = up;
        const isDone = ({ queuedBatches, replaySeconds } = writer.status()): boolean =>
          queuedBatches === 0 && replaySeconds === 0;
        await estate.until(() => isDone(), 1000);
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

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InputError } from '../../model/error.ts';
import type { Clock } from '../../model/clock.ts';
import { TestEnvironment, patienceMs, startMs, stepMs } from './test-environment.ts';
import { arrivals, down, makeReceiver, up, usage, type Answer } from './test-receiver.ts';

describe('RemoteWriter with a receiver in trouble', () => {
  it('tries again after 1, 2, 4 … s, or when it was asked to', async () => {
    await using receiver = await makeReceiver();
    await using environment = new TestEnvironment();
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
      now: () => environment.clock.now(),
      monotonic: () => environment.clock.monotonic(),
      sleep(ms, signal) {
        if (ms < patienceMs) slept.push(ms);
        return environment.clock.sleep(ms, signal);
      },
    };
    const writer = await environment.write({ url: receiver.url }, { clock });
    environment.poll([[environment.enter({ id: 'a' }), 'cpu.usage', 1]]);
    const reasons: unknown[] = [];
    for (let tries = 1; tries < answers.length; tries++) {
      await environment.until(() => slept.length === tries);
      reasons.push(writer.status().lastError?.reason);
      await environment.clock.advance(slept.at(-1) as number);
    }
    await environment.until(() => writer.status().queuedBatches === 0);
    assert.deepEqual(slept, [1000, 2000, 17_000, 40_000]);
    assert.deepEqual(reasons, ['HTTP 503: no', 'ECONNRESET', 'HTTP 429', 'HTTP 500']);
    assert.equal(writer.status().failedSamples, 16);
    assert.equal(writer.status().state, 'ok');
    assert.deepEqual(arrivals(receiver, usage('a')), [[0, 1]]);
  });

  it('gives up a request that is not answered in time', async () => {
    await using receiver = await makeReceiver();
    await using environment = new TestEnvironment();
    receiver.answer = (request) => (request === 0 ? 'silence' : up());
    const writer = await environment.write({ url: receiver.url, timeoutMs: 30_000 });
    environment.poll([[environment.enter({ id: 'a' }), 'cpu.usage', 1]]);
    await environment.until(() => receiver.requests === 1);
    await environment.clock.advance(30_000);
    await environment.until(() => writer.status().lastError !== null);
    assert.equal(writer.status().lastError?.reason, 'no answer in 30 s');
    await environment.clock.advance(1000);
    await environment.until(() => writer.status().sentSamples === 4);
  });

  it('drops what a receiver refuses, counts it and continues', async () => {
    await using receiver = await makeReceiver();
    await using environment = new TestEnvironment();
    receiver.answer = (request) =>
      request === 0 ? { status: 400, text: 'out of order\nsample \u001B' } : up();
    const writer = await environment.write({ url: receiver.url });
    const vm = environment.enter({ id: 'a' });
    for (const value of [1, 2]) {
      environment.poll([[vm, 'cpu.usage', value]]);
      await environment.clock.advance(stepMs);
    }
    await environment.until(() => writer.status().sentSamples === 4);
    const { droppedSamples, failedSamples, state, lastError } = writer.status();
    assert.deepEqual([droppedSamples, failedSamples, state], [4, 0, 'ok']);
    assert.equal(lastError?.reason, 'HTTP 400: out of order');
    assert.deepEqual(arrivals(receiver, usage('a')), [[1, 2]]);
  });

  it('hangs up on an answer that does not end, and counts by its status', async () => {
    await using receiver = await makeReceiver();
    await using environment = new TestEnvironment();
    const writer = await environment.write({ url: receiver.url });
    const vm = environment.enter({ id: 'a' });
    for (const [endless, counted] of [
      [200, 'sentSamples'],
      [400, 'droppedSamples'],
      [500, 'failedSamples'],
    ] as const) {
      receiver.answer = () => ({ endless });
      environment.poll([[vm, 'cpu.usage', endless]]);
      const hungUpOn = receiver.hungUpOn + 1;
      await environment.until(() => writer.status()[counted] === 4 && receiver.hungUpOn === hungUpOn);
      await environment.clock.advance(stepMs);
    }
    assert.equal(writer.status().lastError?.reason, `HTTP 500: ${'x'.repeat(300)}`);
  });

  it('reads the header Authorization before every request', async () => {
    await using receiver = await makeReceiver();
    await using environment = new TestEnvironment();
    let token = async (): Promise<string> => 'Bearer old';
    const writer = await environment.write({ url: receiver.url, authorization: () => token() });
    receiver.answer = (request) =>
      receiver.headers[request]?.authorization === 'Bearer new' ? up() : { status: 401 };
    environment.poll([[environment.enter({ id: 'a' }), 'cpu.usage', 1]]);
    const lastError = (reason: string): Promise<void> =>
      environment.until(() => writer.status().lastError?.reason === reason, 1000);
    await lastError('HTTP 401');
    token = () => Promise.reject(new InputError('CONFIG_INVALID', 'Cannot read token: no such file'));
    await lastError('Cannot read token: no such file');
    token = async () => 'Bearer new';
    await environment.until(() => writer.status().state === 'ok', 1000);
    assert.deepEqual(arrivals(receiver, usage('a')), [[0, 1]]);
  });

  it('continues without a batch that is never taken, and replays everything else that is missing', async () => {
    await using receiver = await makeReceiver();
    await using environment = new TestEnvironment();
    const writer = await environment.write({ url: receiver.url, queueBatches: 3 });
    const vm = environment.enter({ id: 'a' });
    let isUp = true;
    receiver.answer = (_, samples) =>
      isUp && !samples.some(({ timeMs }) => timeMs === startMs + 5 * stepMs)
        ? up()
        : { status: 500, text: 'no' };
    const poll = async (from: number, to: number): Promise<void> => {
      for (let i = from; i < to; i++) {
        environment.poll([[vm, 'cpu.usage', i]]);
        await environment.clock.advance(stepMs);
      }
    };
    await poll(0, 40);
    await environment.until(() => writer.status().queuedBatches === 0);
    assert.deepEqual(arrivals(receiver, usage('a')).at(-1), [39, 39]);
    await environment.until(() => writer.status().replaySeconds === 5, 1000);
    const { state, replaySeconds, droppedSamples, lagSeconds } = writer.status();
    assert.deepEqual([state, replaySeconds, droppedSamples, lagSeconds], ['replaying', 5, 0, 0]);
    isUp = false;
    await poll(40, 60);
    isUp = true;
    await poll(60, 100);
    await environment.until(() => writer.status().replaySeconds === 5, 1000);
    const got = arrivals(receiver, usage('a')).map(([, value]) => value);
    const values = got.filter((value) => value !== 'stale').sort((a, b) => a - b);
    assert.deepEqual(values, Array.from({ length: 100 }, (_, i) => i).filter((i) => i !== 5)); // prettier-ignore
    receiver.answer = up;
    await environment.until(() => writer.status().state === 'ok', stepMs);
    assert.deepEqual(arrivals(receiver, usage('a')).at(-1), [5, 5]);
  });

  it('continues without a batch that is never taken when its source delivers no other', async () => {
    await using receiver = await makeReceiver();
    await using environment = new TestEnvironment();
    const writer = await environment.write({ url: receiver.url, queueBatches: 3 });
    const [bad, good] = [environment.enter({ id: 'bad', source: 'bad' }), environment.enter({ id: 'good' })];
    receiver.answer = (_, samples) => (samples.some(({ series }) => series.includes('bad')) ? down() : up());
    environment.poll([[bad, 'cpu.usage', 1]], 'bad');
    for (let i = 0; i < 40; i++) {
      environment.poll([[good, 'cpu.usage', i]]);
      await environment.clock.advance(stepMs);
    }
    await environment.until(() => writer.status().queuedBatches === 0);
    assert.deepEqual(arrivals(receiver, usage('good')).at(-1), [39, 39]);
  });

  it('takes an answer that is not about samples for an outage, and replays it', async () => {
    for (const status of [301, 308, 401, 403, 404, 405, 407, 408, 413, 415, 429, 500, 501]) {
      await using receiver = await makeReceiver();
      await using environment = new TestEnvironment();
      const writer = await environment.write({ url: receiver.url, queueBatches: 2 });
      const vm = environment.enter({ id: 'a' });
      receiver.answer = () => ({ status, text: 'who are you?' });
      for (let i = 0; i < 20; i++) {
        environment.poll([[vm, 'cpu.usage', i]]);
        await environment.clock.advance(stepMs);
      }
      await environment.until(() => writer.status().lastError !== null);
      const { state, droppedSamples, lagSeconds, lastError, condition } = writer.status();
      assert.deepEqual([state, droppedSamples, lastError?.reason], ['failing', 0, `HTTP ${status}: who are you?`]); // prettier-ignore
      assert.deepEqual([condition?.kind, condition?.reason], ['failing', lastError?.reason]);
      assert.ok((lagSeconds ?? 0) > 0);
      receiver.answer = up;
      await environment.until(() => writer.status().state === 'ok', 1000);
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
      await using environment = new TestEnvironment();
      const writer = await environment.write({ url: receiver.url });
      const vm = environment.enter({ id: 'a' });
      receiver.answer = () => ({ status, text: `label "x" is too long \u202E${'y'.repeat(1000)}` });
      for (let i = 0; i < 5; i++) {
        environment.poll([[vm, 'cpu.usage', i]]);
        await environment.clock.advance(stepMs);
      }
      await environment.until(() => writer.status().queuedBatches === 0);
      const { state, droppedSamples, lagSeconds, lastError } = writer.status();
      assert.deepEqual([state, droppedSamples, lagSeconds], ['failing', 20, 20]);
      const words = `HTTP ${status}: label "x" is too long \uFFFD${'y'.repeat(300)}`;
      assert.equal(lastError?.reason, words.slice(0, 'HTTP 400: '.length + 300));
    }
  });

  it('counts rows of a replay that are refused, and live samples continue', async () => {
    await using receiver = await makeReceiver();
    await using environment = new TestEnvironment();
    const writer = await environment.write({ url: receiver.url, queueBatches: 1 });
    const vm = environment.enter({ id: 'a' });
    receiver.answer = down;
    for (let i = 0; i < 10; i++) {
      environment.poll([[vm, 'cpu.usage', i]]);
      await environment.clock.advance(stepMs);
    }
    // As a Prometheus that takes nothing older than it has.
    receiver.answer = (_, samples) => {
      const newest = Math.max(0, ...receiver.taken.flat().map(({ timeMs }) => timeMs));
      const isOld = samples.some(({ timeMs }) => timeMs < newest);
      return isOld ? { status: 400, text: 'out of order sample' } : up();
    };
    await environment.until(() => writer.status().droppedSamples > 0, 1000);
    await environment.until(() => writer.status().state === 'ok', 1000);
    environment.poll([[vm, 'cpu.usage', 10]]);
    await environment.until(() => writer.status().queuedBatches === 0);
    const got = arrivals(receiver, usage('a')).map(([, value]) => value);
    assert.deepEqual(got.slice(-2), [9, 10]);
    assert.ok(
      got.every((value, i) => i === 0 || Number(value) > Number(got[i - 1])),
      'nothing old was taken',
    );
    assert.equal(writer.status().lastError?.reason, 'HTTP 400: out of order sample');
  });
});

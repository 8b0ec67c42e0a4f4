import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onHost, type Entity } from '../../model/entity.ts';
import { TestEnvironment, startMs, stepMs } from './test-environment.ts';
import { makeReceiver, type Arrival, type Receiver } from './test-receiver.ts';

type Poll = () => void;

/** A receiver, a writer, and hosts `one` and `two`, each read by the source of its name; `poll` polls at one time. */
async function makeTwoHosts(): Promise<
  AsyncDisposable & {
    readonly environment: TestEnvironment;
    readonly receiver: Receiver;
    enter(host: 'one' | 'two'): Entity;
    poll(...polls: Poll[]): Promise<void>;
    read(host: string, ...values: Parameters<TestEnvironment['poll']>[0]): Poll;
  }
> {
  await using stack = new AsyncDisposableStack();
  const receiver = stack.use(await makeReceiver());
  const environment = stack.use(new TestEnvironment());
  const writer = await environment.write({ url: receiver.url });
  for (const id of ['one', 'two']) environment.enter({ class: 'host', id, source: id, state: 'up' });
  const kept = stack.move();
  return {
    environment,
    receiver,
    enter: (host) => environment.enter({ id: 'a', name: 'db', parent: onHost(host), source: host }),
    async poll(...polls) {
      for (const poll of polls) {
        poll();
        await environment.until(() => writer.status().queuedBatches === 0);
      }
      await environment.clock.advance(stepMs);
    },
    read:
      (host, ...values) =>
      () =>
        environment.poll(values, host),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** What arrived of each series of the VM: by metric or, of `virtscope_vm_info`, by host. */
function arrived({ taken }: Receiver): Record<string, [step: number, value: Arrival['value']][]> {
  const found: Record<string, [number, Arrival['value']][]> = {};
  for (const { series, timeMs, value } of taken.flat()) {
    const [, name = '', labels = ''] = /^virtscope_vm_(\w+)\{(.*)\}$/.exec(series) ?? [];
    if (name === '') continue;
    const host = /\bhost="(\w+)"/.exec(labels)?.[1];
    (found[name === 'info' ? `on ${host}` : name] ??= []).push([(timeMs - startMs) / stepMs, value]);
    assert.equal(host === undefined, name !== 'info', series);
  }
  return found;
}

describe('RemoteWriter, when a VM migrates', () => {
  it('ends virtscope_vm_info of its old host and no other series, within one source', async () => {
    await using hosts = await makeTwoHosts();
    const vm = hosts.enter('one');
    const read = (value: number): Poll => hosts.read('one', [vm, 'cpu.usage', value]);
    await hosts.poll(read(1));
    vm.parent = onHost('two');
    await hosts.poll(read(2));
    await hosts.poll(read(3));
    assert.deepEqual(arrived(hosts.receiver), {
      'on one': [[0, 1], [1, 'stale']],
      'on two': [[1, 1], [2, 1]],
      state: [[0, 1], [1, 1], [2, 1]],
      stuck: [[0, 0], [1, 0], [2, 0]],
      cpu_usage_ratio: [[0, 1], [1, 2], [2, 3]],
    }); // prettier-ignore
  });

  it('ends besides what the source of the new host does not give', async () => {
    await using hosts = await makeTwoHosts();
    const before = hosts.enter('one');
    await hosts.poll(
      hosts.read('one', [before, 'cpu.usage', 1], [before, 'cpu.steal', 2], [before, 'raw.x', 3]),
    );
    const after = hosts.enter('two');
    hosts.environment.table('one').remove(before);
    const read = hosts.read('two', [after, 'cpu.usage', 4], [after, 'cpu.steal', Number.NaN]);
    await hosts.poll(read, hosts.read('one'));
    await hosts.poll(read);
    const { raw, ...others } = arrived(hosts.receiver);
    // What the new host gives is known with the first batch that has the VM.
    assert.deepEqual(raw, [[0, 3], [2, 'stale']]); // prettier-ignore
    assert.deepEqual(others['on one'], [[0, 1], [1, 'stale']]); // prettier-ignore
    assert.equal(others['on two']?.at(-1)?.[0], 2);
    assert.deepEqual(others['cpu_usage_ratio']?.map(([, value]) => value).at(-1), 4);
    for (const [name, samples] of Object.entries(others)) {
      assert.equal(new Set(samples.map(([step]) => step)).size, samples.length, name);
      const isStale = samples.some(([, value]) => value === 'stale');
      assert.equal(isStale, ['on one', 'cpu_steal_ratio'].includes(name), name);
    }
  });

  it('continues without a gap where the new host has it before the receiver knows that the old one has lost it', async () => {
    await using hosts = await makeTwoHosts();
    const before = hosts.enter('one');
    await hosts.poll(
      hosts.read('one', [before, 'cpu.usage', 1], [before, 'cpu.steal', 2], [before, 'raw.x', 3]),
    );
    hosts.environment.table('one').remove(before);
    const after = hosts.enter('two');
    await hosts.poll(() => {
      hosts.read('one')();
      hosts.read('two', [after, 'cpu.usage', 4], [after, 'cpu.steal', Number.NaN])();
    });
    assert.deepEqual(arrived(hosts.receiver), {
      'on one': [[0, 1], [1, 'stale']],
      'on two': [[1, 1]],
      state: [[0, 1], [1, 1]],
      stuck: [[0, 0], [1, 0]],
      cpu_usage_ratio: [[0, 1], [1, 4]],
      cpu_steal_ratio: [[0, 2], [1, 'stale']],
      raw: [[0, 3], [1, 'stale']],
    }); // prettier-ignore
  });

  it('sends one sample a time where the old host has lost it before the new one has it', async () => {
    await using hosts = await makeTwoHosts();
    const before = hosts.enter('one');
    await hosts.poll(hosts.read('one', [before, 'cpu.usage', 1]));
    hosts.environment.table('one').remove(before);
    let after: Entity | null = null;
    const read =
      (value: number): Poll =>
      () => {
        after ??= hosts.enter('two');
        hosts.read('two', [after, 'cpu.usage', value])();
      };
    await hosts.poll(hosts.read('one'), read(2));
    await hosts.poll(read(3));
    assert.deepEqual(arrived(hosts.receiver), {
      'on one': [[0, 1], [1, 'stale']],
      'on two': [[2, 1]],
      state: [[0, 1], [1, 'stale'], [2, 1]],
      stuck: [[0, 0], [1, 'stale'], [2, 0]],
      cpu_usage_ratio: [[0, 1], [1, 'stale'], [2, 3]],
    }); // prettier-ignore
  });
});

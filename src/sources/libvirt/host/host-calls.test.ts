import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Connection, LibvirtClient, ProtocolError } from '@virtscope/libvirt';
import { FakeDaemon, type Answers } from '../../../../packages/libvirt/test/fake-daemon.ts';
import { FakeClock } from '../../../../test/fake-clock.ts';
import { BatchWriter } from '../../../model/batch-writer.ts';
import { createEntity } from '../../../model/entity.ts';
import { Reason } from '../../../model/reason.ts';
import { SeriesTable } from '../../../model/series.ts';
import { HostCalls } from './host-calls.ts';
import { HostValues } from './host-values.ts';
import { nodeAnswers } from './test-node.ts';

/** Calls to a daemon with these answers; disposing of it ends the connection. */
function start(answers: Answers) {
  const { daemon, stream } = FakeDaemon.pair(answers);
  const connection = new Connection(stream, { keepaliveMs: 0 });
  const client = new LibvirtClient(connection, 'qemu:///system', true);
  const clock = new FakeClock();
  const calls = new HostCalls(clock);
  const writer = new BatchWriter(new SeriesTable());
  const host = createEntity({ class: 'host', id: 'h', source: 's', name: 'h', state: 'up' }, 0);
  const values = new HostValues(writer, host);
  return {
    daemon,
    calls,
    clock,
    /** Reads one poll that has a second. */
    read: () => {
      writer.begin(Reason.notCollected);
      return calls.read(client, values, clock.monotonic() + 1000);
    },
    value: (metric: string): number => writer.values[writer.slot(host, metric)] ?? NaN,
    reason: (metric: string): number => writer.reasons[writer.slot(host, metric)] ?? NaN,
    asked: (name: 'NODE_GET_INFO' | 'CONNECT_GET_TYPE'): number =>
      daemon.received.filter(({ procedure }) => procedure === { NODE_GET_INFO: 6, CONNECT_GET_TYPE: 3 }[name])
        .length,
    [Symbol.dispose]: () => connection.close(),
  };
}

describe('HostCalls', () => {
  it('asks for processors once a minute and for versions once', async () => {
    using test = start(nodeAnswers());
    for (let n = 0; n < 13; n++) {
      await test.read();
      test.clock.pass(5000);
    }
    assert.deepEqual([test.asked('NODE_GET_INFO'), test.asked('CONNECT_GET_TYPE')], [2, 1]);
    assert.deepEqual(test.calls.versions, { libvirt: '9.0.0', hypervisor: 'QEMU 7.2.22' });
    assert.equal(test.calls.info?.cpus, 2);
  });

  it('ends a round with a call that is not answered, and sends no other until it is', async () => {
    const { NODE_GET_MEMORY_STATS: memory, ...answers } = nodeAnswers();
    using test = start(answers);
    const reading = test.read();
    const call = await test.daemon.call('NODE_GET_MEMORY_STATS');
    await test.clock.advance(1000);
    await reading;
    assert.equal(test.calls.overdue, 1);
    assert.equal(test.reason('memory.free'), Reason.notCollected);
    const { length } = test.daemon.received;
    await test.read();
    assert.deepEqual([test.daemon.received.length, test.reason('cpu.usage')], [length, Reason.notCollected]);
    test.daemon.reply(call, 'NODE_GET_MEMORY_STATS', memory!({ params: 0, cell: -1, flags: 0 }) as never);
    const second = await test.daemon.call('NODE_GET_MEMORY_STATS', 1);
    test.daemon.reply(second, 'NODE_GET_MEMORY_STATS', {
      params: [
        { field: 'total', value: 4n },
        { field: 'free', value: 1n },
      ],
      count: 0,
    });
    while (test.calls.overdue > 0) await new Promise(setImmediate);
    const again = test.read();
    const third = await test.daemon.call('NODE_GET_MEMORY_STATS', 2);
    test.daemon.reply(third, 'NODE_GET_MEMORY_STATS', { params: [], count: 0 });
    await again;
    assert.equal(test.reason('memory.free'), Reason.notReported);
  });

  it('goes on after a refusal', async () => {
    const { NODE_GET_INFO: _, NODE_GET_CPU_STATS: __, CONNECT_GET_VERSION: ___, ...answers } = nodeAnswers();
    using test = start(answers);
    const reading = test.read();
    for (const name of ['NODE_GET_INFO', 'CONNECT_GET_VERSION', 'NODE_GET_CPU_STATS'] as const)
      test.daemon.fail(await test.daemon.call(name), { code: 3, message: 'this function is not supported' });
    await reading;
    assert.deepEqual(
      [test.reason('cpu.usage'), test.value('memory.free')],
      [Reason.notReported, 2 * 2 ** 30],
    );
    assert.deepEqual(test.calls.versions, { libvirt: '9.0.0', hypervisor: 'QEMU' });
    assert.equal(test.calls.info, null);
  });

  it('throws on an answer that makes no sense', async () => {
    using test = start({ ...nodeAnswers(), NODE_GET_CPU_STATS: () => new Uint8Array(3) });
    await assert.rejects(test.read(), ProtocolError);
  });
});

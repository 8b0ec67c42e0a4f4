import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Answers } from '../../../../packages/libvirt/test/fake-daemon.ts';
import { answersOf, fakeVm, startTestSource, uuidOf, type TestSource } from '../test-daemon.ts';
import { nodeAnswers, testNode } from './test-node.ts';

const uuid = '6d6f7264-0000-4000-8000-0000000000f0';
const GiB = 2 ** 30;
const S = 1_000_000_000n;

/** A source whose host is known and was read once. */
async function startKnown(answers: Answers, intervalMs = 60_000): Promise<TestSource> {
  const test = await startTestSource(
    {
      ...answersOf(() => [fakeVm()]),
      CONNECT_GET_CAPABILITIES: () => ({
        text: `<capabilities>\n <host>\n <uuid>${uuid}</uuid><cpu><arch>x86_64</arch><model>EPYC</model></cpu></host></capabilities>`,
      }),
      CONNECT_GET_HOSTNAME: () => ({ text: 'far' }),
      ...answers,
    },
    {
      claimHost: (_, report) => ({ id: report.uuid ?? '', isReported: false, duplicateOf: null }),
      intervalMs,
    },
  );
  let isKnown = false;
  for (let n = 0; n < 1000 && !isKnown; n++) isKnown = (await test.poll()).complete.includes('host');
  await test.poll();
  return test;
}

function valuesOf(test: TestSource, ...metrics: string[]): (number | string)[] {
  return metrics.map((metric) => test.value(uuid, metric));
}

describe('HostValues', () => {
  it('has what libvirt reports of its host', async () => {
    const node = testNode();
    await using test = await startKnown(nodeAnswers(node));
    assert.deepEqual(valuesOf(test, 'cpu.usage', 'cpu.cores', 'cpu.count', 'cpu.iowait'), [
      'first-sample',
      'first-sample',
      2,
      'first-sample',
    ]);
    const { kernel = 0n, user = 0n, idle = 0n, iowait = 0n } = node.cpu;
    node.cpu = { kernel: kernel + S, user: user + 2n * S, idle: idle + 6n * S, iowait: iowait + S };
    await test.poll();
    assert.deepEqual(
      valuesOf(test, 'cpu.usage', 'cpu.cores', 'cpu.system', 'cpu.iowait'),
      [0.3, 0.6, 0.1, 0.1],
    );
    assert.deepEqual(valuesOf(test, 'memory.total', 'memory.free', 'memory.used', 'memory.usage'), [
      8 * GiB,
      2 * GiB,
      4 * GiB,
      0.5,
    ]);
  });

  it('gives the reason for what only the host itself knows, in a series each', async () => {
    await using test = await startKnown(nodeAnswers());
    for (const metric of [
      'load.1m',
      'pressure.io.full',
      'swap.used',
      'memory.available',
      'memory.cache',
      'cpu.steal',
      'cpu.guest',
      'disk.read.bytes',
      'net.tx.bytes',
    ])
      assert.equal(test.value(uuid, metric), 'only-on-host', metric);
    const sentence = test.source.status().sentences[22];
    assert.equal(sentence, 'not reported by libvirt: only the host itself knows');
    assert.equal(test.entity(uuid).facts.os?.reason, sentence);
  });

  it('takes what is available where the daemon reports it', async () => {
    const node = testNode();
    node.memory['available'] = 6_291_456n;
    await using test = await startKnown(nodeAnswers(node));
    assert.deepEqual(valuesOf(test, 'memory.available', 'memory.used', 'memory.usage'), [
      6 * GiB,
      2 * GiB,
      0.25,
    ]);
  });

  it('has labels of its processors and versions', async () => {
    await using test = await startKnown(nodeAnswers());
    assert.deepEqual(test.entity(uuid).labels, {
      architecture: 'x86_64',
      cpu: 'EPYC',
      cores: '2',
      topology: '1 NUMA node × 1 socket × 2 cores × 1 thread',
      libvirt: '9.0.0',
      hypervisor: 'QEMU 7.2.22',
    });
  });

  it('is unknown as unreachable while its daemon is, and goes on', async () => {
    let isDown = false;
    const { CONNECT_GET_ALL_DOMAIN_STATS: list } = answersOf(() => [fakeVm()]);
    await using test = await startKnown({
      ...nodeAnswers(),
      CONNECT_GET_ALL_DOMAIN_STATS: (args) => {
        if (isDown) for (const { stream } of test.daemons) stream.destroy();
        return isDown ? null : (list?.(args) ?? null);
      },
    });
    isDown = true;
    await test.poll();
    assert.equal(test.entity(uuid).state, 'down');
    const all = ['cpu.count', 'memory.total', 'load.1m', 'cpu.usage'];
    assert.deepEqual(new Set(valuesOf(test, ...all)), new Set(['unreachable']));
    isDown = false;
    await test.poll();
    assert.deepEqual(valuesOf(test, 'cpu.count', 'memory.total'), [2, 8 * GiB]);
  });

  it('leaves unknown what the daemon does not answer; its VMs are read all the same', async () => {
    const { NODE_GET_CPU_STATS: _, ...answers } = nodeAnswers();
    // The patience for a call is a share of the interval.
    await using test = await startKnown(answers, 2000);
    const { complete } = await test.poll();
    assert.deepEqual(complete, ['VM', 'host', 'source']);
    assert.deepEqual([test.value(uuidOf(1), 'balloon.current'), test.source.stuckCalls], [1024 * 1024, 1]);
    assert.deepEqual(valuesOf(test, 'cpu.usage', 'memory.free', 'load.1m'), [
      'not-collected',
      'not-collected',
      'only-on-host',
    ]);
  });
});

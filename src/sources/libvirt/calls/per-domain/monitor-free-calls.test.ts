import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LibvirtClient, Connection, VIR_CODE } from '@virtscope/libvirt';
import { procedures, type ProcedureName } from '@virtscope/libvirt/wire';
import { FakeDaemon, type Answers } from '../../../../../packages/libvirt/test/fake-daemon.ts';
import { atOnce } from '../../../../lib/async/in-slices.ts';
import { systemClock } from '../../../../model/clock.ts';
import { Reason } from '../../../../model/reason.ts';
import { setUp } from '../../decode/test-decoder.ts';
import { answersOf, fakeVm, startTestSource, statsPayload, uuidOf } from '../../test-daemon.ts';
import { ListCalls } from '../list-calls.ts';
import { MonitorFreeCalls } from './monitor-free-calls.ts';

const NS = 1_000_000_000n;
const sound: Answers = {
  DOMAIN_GET_INFO: () => ({ state: 1, maxMemoryKib: 4096n, memoryKib: 1024n, vcpus: 2, cpuTimeNs: 9n * NS }),
  DOMAIN_GET_CPU_STATS: () => ({ params: [{ field: 'cpu_time', type: 4, value: 7n * NS }], count: 1 }),
  DOMAIN_GET_VCPUS: () => ({
    vcpus: [0, 1].map((number) => ({ number, state: 1, timeNs: 3n * NS, pcpu: 0 })),
    maps: new Uint8Array(0),
  }),
};

/** The calls, a daemon, and a decoder that has read the list of `count` VMs. */
function start(answers: Answers, count = 1) {
  const { decoder, inventory, value } = setUp();
  const vms = Array.from({ length: count }, (_, n) => fakeVm(n + 1));
  atOnce(decoder.readList(statsPayload(vms.map((vm) => ({ vm, fields: vm.free }))), 0));
  const { daemon, stream } = FakeDaemon.pair(answers);
  const connection = new Connection(stream, { keepaliveMs: 0 });
  const client = new LibvirtClient(connection, 'qemu:///system', true);
  const calls = new ListCalls(systemClock);
  const free = new MonitorFreeCalls({ clock: systemClock, decoder, calls });
  const run = (until = systemClock.monotonic() + 60_000): Promise<void> =>
    free.run(client, new Map(Array.from(inventory.all(), (vm) => [vm, Reason.protecting])), until);
  const asked = (name: ProcedureName): number =>
    daemon.received.filter(({ procedure }) => procedure === procedures[name].number).length;
  return { run, asked, value, calls, daemon, connection };
}

describe('MonitorFreeCalls', () => {
  it('reads processor time and memory size; all else has the reason why the monitor was not asked', async () => {
    let seconds = 7n;
    const { run, value, connection } = start({
      ...sound,
      DOMAIN_GET_CPU_STATS: () => ({
        params: [{ field: 'cpu_time', type: 4, value: seconds * NS }],
        count: 1,
      }),
    });
    await run();
    assert.deepEqual(
      ['cpu.count', 'balloon.current', 'balloon.maximum', 'memory.host', 'cpu.usage'].map(value),
      [2, 1024 * 1024, 4096 * 1024, 'protecting', 'first-sample'],
    );
    seconds = 8n;
    await run();
    assert.deepEqual(['cpu.usage', 'cpu.1.usage', 'cpu.user', 'cpu.1.steal'].map(value), [
      1,
      0,
      'protecting',
      'protecting',
    ]);
    connection.close();
  });

  it('takes the time of the process where the host has no cgroups, and no other where the daemon refuses', async () => {
    for (const [code, want] of [
      [VIR_CODE.OPERATION_INVALID, 'first-sample'],
      [VIR_CODE.NO_SUPPORT, 'first-sample'],
      [VIR_CODE.INTERNAL_ERROR, 'protecting'],
    ] as const) {
      const { run, value, daemon, connection } = start({ ...sound, DOMAIN_GET_CPU_STATS: () => null });
      const running = run();
      daemon.fail(await daemon.call('DOMAIN_GET_CPU_STATS'), { code, message: 'refused' });
      await running;
      assert.equal(value('cpu.cores'), want, String(code));
      connection.close();
    }
  });

  it('asks no more than 128 VMs at once, in turn', async () => {
    const asked = new Set<string>();
    const { run, connection } = start(
      {
        ...sound,
        DOMAIN_GET_INFO: ({ domain }) => {
          asked.add(domain.uuid);
          return { state: 1, maxMemoryKib: 4096n, memoryKib: 1024n, vcpus: 2, cpuTimeNs: 0n };
        },
      },
      300,
    );
    const sizes: number[] = [];
    for (let round = 0; round < 3; round++) {
      await run();
      sizes.push(asked.size);
    }
    assert.deepEqual(sizes, [128, 256, 300]);
    connection.close();
  });

  it('leaves a call that is late alone, and sends none in its place', async () => {
    const { run, asked, calls, connection } = start({ ...sound, DOMAIN_GET_INFO: () => null }, 3);
    for (let round = 0; round < 2; round++) await run(systemClock.monotonic() + 5);
    assert.deepEqual([asked('DOMAIN_GET_INFO'), calls.overdue], [1, 1]);
    connection.close();
  });

  it('asks nothing more of a VM that is not running any more', async () => {
    const { run, asked, connection } = start({
      ...sound,
      DOMAIN_GET_INFO: () => ({ state: 5, maxMemoryKib: 1n, memoryKib: 1n, vcpus: 1, cpuTimeNs: 0n }),
    });
    await run();
    assert.deepEqual([asked('DOMAIN_GET_INFO'), asked('DOMAIN_GET_CPU_STATS')], [1, 0]);
    connection.close();
  });
});

describe('LibvirtSource, of VMs whose monitor is not asked', () => {
  it('keeps processor time and memory size of those that hang and, with every permit taken, of the rest', async () => {
    let hung = false;
    const hangs = (id: number): boolean => hung && id % 2 === 1;
    const answers = answersOf(() => [1, 2, 3, 4, 5, 6].map((n) => fakeVm(n)));
    await using test = await startTestSource(
      {
        ...answers,
        CONNECT_GET_ALL_DOMAIN_STATS: (args) =>
          args.domains.some(({ id }) => hangs(id))
            ? null
            : (answers.CONNECT_GET_ALL_DOMAIN_STATS?.(args) ?? null),
        DOMAIN_GET_CONTROL_INFO: ({ domain: { id } }) => ({
          state: hangs(id) ? 2 : 0,
          details: 0,
          stateTimeMs: 60_000n,
        }),
      },
      { inFlight: null, intervalMs: 500 },
    );
    await test.poll();
    await test.poll();
    hung = true;
    for (let round = 0; round < 3; round++) await test.poll();
    assert.equal(test.source.status().stuckCalls, 3);
    for (const n of [1, 2, 3, 4, 5, 6]) {
      const reason = hangs(n) ? 'stuck' : 'protecting';
      assert.deepEqual(
        ['cpu.usage', 'balloon.current', 'memory.host'].map((metric) => test.value(uuidOf(n), metric)),
        [0, 1024 * 1024, reason],
        `vm${n}`,
      );
    }
  });
});

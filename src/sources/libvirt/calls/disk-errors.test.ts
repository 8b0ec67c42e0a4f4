import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { procedures } from '@virtscope/libvirt/wire';
import type { Answers } from '../../../../packages/libvirt/test/fake-daemon.ts';
import { answersOf, fakeVm, startTestSource, uuidOf, type TestSource } from '../test-daemon.ts';

const PAUSED_BY_IO_ERROR = { 'state.state': 3, 'state.reason': 5 };
const RUNNING = { 'state.state': 1, 'state.reason': 5 };

type DiskErrors = NonNullable<Answers['DOMAIN_GET_DISK_ERRORS']>;

/** A source with two VMs; the second one's state is `state`. */
async function start(answer: DiskErrors, state: { now: object } = { now: PAUSED_BY_IO_ERROR }) {
  const well = fakeVm(1);
  const answers = answersOf(() => [well, fakeVm(2, { free: { ...well.free, ...state.now } })]);
  return startTestSource({ ...answers, DOMAIN_GET_DISK_ERRORS: answer });
}

function condition(test: TestSource): string | undefined {
  return test.entity(uuidOf(2)).condition?.reason;
}

/** How often the daemon was asked. */
function asked({ daemons }: TestSource): number {
  const { number } = procedures.DOMAIN_GET_DISK_ERRORS;
  return daemons.flatMap(({ received }) => received).filter(({ procedure }) => procedure === number).length;
}

describe('LibvirtSource, of a VM that an I/O error paused', () => {
  it('names the disk and the error that the hypervisor names, and asks once a pause, about this VM alone', async () => {
    const state = { now: PAUSED_BY_IO_ERROR };
    const of = new Set<string>();
    const errors = [
      { disk: 'vdb', error: 2 },
      { disk: 'vdc', error: 1 },
      { disk: 'vdd', error: 9 },
    ];
    await using test = await start(({ domain }) => {
      of.add(domain.uuid);
      return { errors, count: 3 };
    }, state);
    await test.poll();
    await test.poll();
    const want =
      'paused by an I/O error: vdb has no space left, vdc has an unspecified error, vdd has error 9';
    assert.equal(condition(test), want);
    assert.deepEqual([[...of], asked(test)], [[uuidOf(2)], 1]);
    state.now = RUNNING;
    await test.poll();
    assert.equal(condition(test), undefined);
    state.now = PAUSED_BY_IO_ERROR;
    await test.poll();
    assert.equal(asked(test), 2);
  });

  it('names neither where the hypervisor names none', async () => {
    await using test = await start(() => ({ errors: [], count: 0 }));
    await test.poll();
    await test.poll();
    assert.equal(condition(test), 'paused by an I/O error');
    assert.equal(asked(test), 1);
  });

  it('is one of the calls that may hang: others are read on, and it is not asked twice', async () => {
    await using test = await startTestSource(
      {
        ...answersOf(() => [fakeVm(1), fakeVm(2, { free: { ...fakeVm(2).free, ...PAUSED_BY_IO_ERROR } })]),
        DOMAIN_GET_DISK_ERRORS: () => null,
      },
      { intervalMs: 200 },
    );
    for (let n = 0; n < 4; n++) await test.poll();
    assert.equal(asked(test), 1);
    assert.equal(test.source.status().stuckCalls, 1);
    assert.equal(test.value(uuidOf(1), 'memory.host') === 'stuck', false);
    assert.notEqual(test.value(uuidOf(1), 'balloon.current'), 'not-collected');
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { STATS_GROUP } from '@virtscope/libvirt';
import { rawFields } from '../raw-fields.ts';
import { answersOf, fakeVm, startTestSource, uuidOf, type Fields, type TestSource } from '../test-daemon.ts';

describe('LibvirtSource, of fields asked for under their own names', () => {
  const names = (test: TestSource): string[] =>
    [...test.source.series.metrics(test.entity(uuidOf(1))).keys()].filter((name) => name.startsWith('raw.'));

  const start = (extra: { now: Fields }, text: string, perVm = 100) => {
    const vm = fakeVm();
    const answers = answersOf(() => [{ ...vm, monitor: { ...vm.monitor, ...extra.now } }]);
    return startTestSource(answers, { raw: rawFields(text, perVm) });
  };

  it('shows none unless the configuration names them', async () => {
    await using test = await start({ now: { 'perf.instructions': 7n } }, 'none');
    await test.poll();
    assert.deepEqual(names(test), []);
  });

  it('shows numbers of every type as they are, and no texts', async () => {
    const now: Fields = {
      'perf.instructions': 2n ** 40n,
      'iothread.1.poll-max-ns': 32_768n,
      'dirtyrate.calc_status': -1,
      'dirtyrate.calc_mode': 'page-sampling',
      'vcpu.0.exits.sum': 12n,
      'vcpu.0.other.sum': 13n,
      'block.0.timed_group.0.rd_queue_depth_avg': 0.25,
    };
    await using test = await start(
      { now },
      'perf.* iothread.* dirtyrate.* vcpu.*.exits.sum block.*.timed_group.*',
    );
    await test.poll();
    const id = uuidOf(1);
    const f = (name: string, want: number | string): void =>
      assert.equal(test.value(id, `raw.${name}`), want, name);
    f('perf.instructions', 2 ** 40);
    f('iothread.1.poll-max-ns', 32_768);
    f('dirtyrate.calc_status', -1);
    f('dirtyrate.calc_mode', 'absent');
    f('vcpu.0.exits.sum', 12);
    f('vcpu.0.other.sum', 'absent');
    f('block.0.timed_group.0.rd_queue_depth_avg', 0.25);
  });

  it('forgets a field that is reported no more, and gives the reason for a VM without its monitor', async () => {
    const extra: { now: Fields } = { now: { 'perf.a': 1n, 'perf.b': 2n } };
    await using test = await start(extra, 'perf.*');
    await test.poll();
    extra.now = { 'perf.a': 3n };
    await test.poll();
    assert.deepEqual(names(test), ['raw.perf.a']);
    extra.now = { 'balloon.rss': 'gone' };
    await test.poll();
    assert.equal(test.value(uuidOf(1), 'raw.perf.a'), 'monitor-busy');
  });

  it('takes so many of a VM and not more, which is a condition of the source', async () => {
    const now = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`perf.e${n}`, 1n]));
    await using test = await start({ now }, 'perf.*', 20);
    await test.poll();
    await test.poll();
    assert.equal(names(test).length, 20);
    assert.deepEqual(
      test.source.status().conditions.map(({ reason }) => reason),
      ['Left out: 30 raw fields beyond the number that the configuration allows, of vm1'],
    );
  });

  it('asks the daemon for the groups that they are in', async () => {
    const asked: number[] = [];
    const answers = answersOf(() => [fakeVm()]);
    const stats: typeof answers.CONNECT_GET_ALL_DOMAIN_STATS = (args) => {
      asked.push(args.stats);
      return answers.CONNECT_GET_ALL_DOMAIN_STATS?.(args) ?? null;
    };
    await using test = await startTestSource(
      { ...answers, CONNECT_GET_ALL_DOMAIN_STATS: stats },
      { raw: rawFields('perf.* net.*', 9) },
    );
    await test.poll();
    assert.deepEqual(asked, [
      STATS_GROUP.state | STATS_GROUP.interface,
      STATS_GROUP['cpu-total'] |
        STATS_GROUP.balloon |
        STATS_GROUP.vcpu |
        STATS_GROUP.block |
        STATS_GROUP.perf,
    ]);
  });
});

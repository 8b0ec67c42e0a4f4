import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { hang, restartLibvirtd, startLab, virsh, wake, type Lab } from '../../lab/mod.ts';
import { eventually, startProgram, type Program } from '../program.ts';
import { parseDomstats, withoutLab, type FlatStats, type Table } from './lab.ts';

const columns = 'cpu.cores,memory.host,net.rx.bytes,disk.read.requests';

/** Fields that stand still on a paused guest: everything but the daemon's own clock of it. */
const isStatic = (field: string): boolean =>
  /capacity|maximum|count|name|path|state|backingIndex/.test(field);

describe('real guests under libvirtd', { skip: withoutLab() }, () => {
  let lab: Lab;
  let program: Program;
  before(async () => {
    lab = await startLab({ linux: 2, sleepers: 8, paused: 2 }, { log: (line) => console.log(line) });
    program = await startProgram(['--no-demo', '--libvirt', 'qemu:///system'], 'interval: 1s\n');
  });
  after(async () => {
    await program?.stop();
    await lab?.stop();
  });

  const table = (): Promise<Table> => program.json<Table>(`/metrics/VM?columns=${columns}`);
  const stuckCalls = async (): Promise<number> =>
    (await program.json<number | null>('/metrics/source/libvirt/calls.stuck/instantaneous')) ?? 0;
  /** Running guests, whose numbers move. */
  const running = (): string[] => lab.guests.filter(({ kind }) => kind !== 'paused').map(({ name }) => name);

  it('shows every guest within ten seconds of the start, with numbers', async () => {
    const seen = await eventually(
      table,
      ({ names, columns: { 'cpu.cores': cpu = [] } }) =>
        lab.guests.every(({ name }) => names.includes(name) && cpu[names.indexOf(name)] !== null),
      10,
      'all guests',
    );
    assert.equal(new Set(seen.ids).size, seen.ids.length);
  });

  it('answers /stats with every field of virsh domstats, counters between two of its readings', async () => {
    const earlier = parseDomstats(await virsh(['domstats', '--raw']));
    const ours = await program.json<FlatStats>('/stats?shape=flat');
    const later = parseDomstats(await virsh(['domstats', '--raw']));
    for (const [name, fields] of earlier) {
      const record = ours.domains.find((domain) => domain.name === name);
      assert.ok(record, name);
      for (const [field, text] of fields) {
        const value: FlatStats['domains'][number]['stats'][string] | undefined = record.stats[field];
        assert.notEqual(value, undefined, `${name} ${field}`);
        if (isStatic(field)) {
          assert.equal(String(value), text, `${name} ${field}`);
        } else if (
          typeof value === 'number' &&
          /^(cpu|vcpu|net|block)\..*(time|bytes|reqs|pkts)$/.test(field)
        ) {
          const top = Number(later.get(name)?.get(field));
          assert.ok(Number(text) <= value && value <= top, `${name} ${field}: ${text} ≤ ${value} ≤ ${top}`);
        }
      }
    }
  });

  it('prints with domstats what virsh prints of paused guests, line by line', async () => {
    const paused = lab.guests.filter(({ kind }) => kind === 'paused').map(({ name }) => name);
    assert.equal(paused.length, 2);
    const run = (command: string, args: string[]): string => {
      const done = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
      assert.equal(done.status, 0, done.stderr);
      return done.stdout;
    };
    for (const group of [
      '',
      '--state',
      '--cpu-total',
      '--balloon',
      '--vcpu',
      '--interface',
      '--block',
      '--vm',
    ]) {
      const options = [...(group ? [group] : []), ...paused];
      const theirs = run('virsh', ['-r', 'domstats', '--raw', ...options]);
      const ours = run(process.execPath, ['src/main.ts', 'domstats', '--raw', ...options]);
      // QEMU's own thread goes on while the guest is paused: its processor time is the one thing that moves.
      const still = (text: string): string =>
        text.replaceAll(/^( {2}(?:v?cpu\.|balloon\.rss).*)=\d+$/gm, '$1=N');
      assert.equal(still(ours), still(theirs), group);
    }
  });

  it('writes /stats as XML in the shape of the proposal', async () => {
    const xml = await program.text('/stats?format=xml&groups=state,vcpu');
    for (const { name } of lab.guests)
      assert.ok(xml.includes(`name='${name}'`) || xml.includes(`name="${name}"`), name);
    assert.match(xml, /<domainstats>\s*<domain [^>]*>\s*<state>running<\/state>/);
    assert.match(xml, /<cpus>\s*<cpu id=['"]0['"]>/);
  });

  for (const [how, count] of [
    ['one guest of ten', 1],
    ['three of ten at once', 3],
  ] as const) {
    it(`keeps the others live while ${how} hang, and heals them when they go on`, async () => {
      const hung = running().slice(0, count);
      const others = running().slice(count);
      hung.forEach(hang);
      try {
        const shown = await eventually(
          table,
          ({ names, troubles }) => hung.every((name) => troubles[names.indexOf(name)]?.kind === 'stuck'),
          20,
          'the stuck guests shown stuck',
        );
        const ageThen = shown.troubles[shown.names.indexOf(hung[0] ?? '')]?.age ?? 0;
        const freshAt = shown.time;
        for (let poll = 0; poll < 4; poll++) {
          const now = await eventually(table, ({ time }) => time > freshAt + poll, 10, 'the next poll');
          for (const name of others) {
            assert.notEqual(now.columns['memory.host']?.[now.names.indexOf(name)], null, `${name} is live`);
          }
          for (const name of hung) {
            const at = now.names.indexOf(name);
            assert.equal(now.columns['memory.host']?.[at], null, `${name} has no monitor values`);
            assert.notEqual(now.columns['net.rx.bytes']?.[at], null, `${name} keeps its network`);
          }
          assert.ok((await stuckCalls()) <= 2);
        }
        const later = await table();
        assert.ok((later.troubles[later.names.indexOf(hung[0] ?? '')]?.age ?? 0) > ageThen, 'its age grows');
        // The daemon still serves everybody else.
        assert.ok((await virsh(['list', '--name'])).includes(others[0] ?? '?'));
        await virsh(['domstats', '--nowait', '--state', '--cpu-total', others[0] ?? '']);
      } finally {
        hung.forEach(wake);
      }
      await eventually(
        table,
        ({ names, troubles, columns: { 'memory.host': memory = [] } }) =>
          hung.every(
            (name) => troubles[names.indexOf(name)] === null && memory[names.indexOf(name)] !== null,
          ),
        10,
        'the guests healed',
      );
      assert.equal(await stuckCalls(), 0);
    });
  }

  it('comes back after libvirtd was killed, with a gap and without a VM twice', async () => {
    const before = await table();
    await restartLibvirtd();
    const back = await eventually(
      table,
      ({ states, time, columns: { 'memory.host': memory = [] } }) =>
        time > before.time + 2 && states.includes('running') && memory.some((value) => value !== null),
      30,
      'guests after the restart',
    );
    assert.deepEqual(back.ids.toSorted(), before.ids.toSorted());
    const vm = back.ids[back.states.indexOf('running')];
    const history = await program.json<{ gaps: { code: string }[] }>(
      `/metrics/VM/${vm}/history?metrics=memory.host&start=-60`,
    );
    assert.ok(history.gaps.length > 0, 'the gap is in the history');
  });
});

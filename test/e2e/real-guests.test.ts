import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { hang, restartLibvirtd, startLab, virsh, wake, type Lab } from '../../lab/mod.ts';
import { eventually, startProgram, type Program } from '../program.ts';
import { defineSnapshot, factsOfVirsh, startCopy } from './facts-of-virsh.ts';
import { assertBetween } from './between.ts';
import { hangTwoThenThree } from './hung-guests.ts';
import { parseDomstats, withoutLab, type FlatStats, type Table, type VmView } from './lab.ts';

const columns = 'cpu.cores,memory.host,net.rx.bytes,disk.read.requests';

describe('real guests under libvirtd', { skip: withoutLab() }, () => {
  let lab: Lab;
  let program: Program;
  const start = (config = ''): Promise<Program> =>
    startProgram(['--no-demo', '--libvirt', 'qemu:///system'], `interval: 2s\n${config}`);
  before(async () => {
    lab = await startLab({ linux: 2, sleepers: 8, paused: 2 }, { log: (line) => console.log(line) });
  });
  after(async () => {
    await lab?.stop();
  });
  // One program at a time: two of them would find each other's calls in the way.
  beforeEach(async () => {
    program = await start();
  });
  afterEach(async () => {
    await program?.stop();
  });

  const table = (): Promise<Table> => program.json<Table>(`/metrics/VM?columns=${columns}`);
  const ready = (): Promise<Table> =>
    eventually(table, ({ states }) => states.includes('running'), 30, 'guests');
  /** Running guests, whose numbers move. */
  const running = (): string[] => lab.guests.filter(({ kind }) => kind !== 'paused').map(({ name }) => name);

  it('shows every guest with numbers, each once', async () => {
    const seen = await eventually(
      table,
      ({ names, columns: { 'cpu.cores': cpu = [] } }) =>
        lab.guests.every(({ name }) => names.includes(name) && cpu[names.indexOf(name)] !== null),
      30,
      'all guests',
    );
    assert.equal(new Set(seen.ids).size, seen.ids.length);
  });

  it('answers /stats with every field of virsh domstats, counters between two of its readings', async () => {
    const earlier = parseDomstats(await virsh(['domstats', '--raw']));
    await ready();
    const ours = await program.json<FlatStats>('/stats?shape=flat');
    const later = parseDomstats(await virsh(['domstats', '--raw']));
    assertBetween(earlier, ours, later);
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
    await ready();
    const xml = await program.text('/stats?format=xml&groups=state,vcpu');
    for (const { name } of lab.guests)
      assert.ok(xml.includes(`name='${name}'`) || xml.includes(`name="${name}"`), name);
    // Short texts, so that a failure can be read.
    assert.match(xml.slice(0, 200), /^<domainstats>\s*<domain [^>]*>\s*<state>(running|paused)<\/state>/);
    assert.match(xml.slice(0, 400), /<cpus>\s*<cpu id=['"]0['"]>/);
  });

  for (const [how, count, config] of [
    ['one guest of ten hangs', 1, ''],
    ['three of ten hang at once', 3, ''],
    ['one hangs whose process cannot be seen', 1, 'libvirt:\n  watchProcesses: false\n'],
  ] as const) {
    it(`keeps the others live while ${how}, and heals`, async () => {
      await using own = await startProgram(
        ['--no-demo', '--libvirt', 'qemu:///system'],
        `interval: 1s\n${config}`,
      );
      const read = (): Promise<Table> => own.json<Table>(`/metrics/VM?columns=${columns}`);
      const cell = (
        { names, columns: all }: Table,
        name: string,
        column: string,
      ): number | null | undefined => all[column]?.[names.indexOf(name)];
      const known = (now: Table, name: string, column: string): boolean =>
        typeof cell(now, name, column) === 'number';
      const conditionOf = ({ names, conditions }: Table, name: string): Table['conditions'][number] =>
        conditions[names.indexOf(name)] ?? null;
      const hung = running().slice(0, count);
      const others = running().slice(count);
      await eventually(
        read,
        (now) => running().every((name) => known(now, name, 'cpu.cores') && known(now, name, 'net.rx.bytes')),
        40,
        'all live',
      );
      hung.forEach(hang);
      try {
        const shown = await eventually(
          read,
          (now) => hung.every((name) => conditionOf(now, name)?.kind === 'stuck'),
          30,
          'the stuck guests shown stuck',
        );
        let last = shown;
        const misses: string[] = [];
        for (let poll = 0; poll < 5; poll++) {
          const { time } = last;
          last = await eventually(read, (now) => now.time > time, 30, 'the next poll');
          for (const name of others) {
            if (known(last, name, 'memory.host')) continue;
            const why = last.reasons['memory.host']?.[last.names.indexOf(name)];
            misses.push(`${name}: ${why} ${JSON.stringify(last.conditions.filter(Boolean))}`);
          }
          for (const name of hung) {
            assert.equal(cell(last, name, 'memory.host'), null, `${name} has no monitor values`);
            assert.ok(known(last, name, 'net.rx.bytes'), `${name} keeps its network`);
          }
          const stuck = await own.json<number>('/metrics/source/libvirt/calls.stuck/instantaneous');
          assert.ok(stuck <= 2, `${stuck} calls hang`);
        }
        // The daemon itself holds a guest for a moment now and then; nothing else may keep one from being live.
        assert.ok(
          misses.length <= 1 && misses.every((miss) => miss.includes(': monitor-busy')),
          misses.join('\n'),
        );
        const [first = ''] = hung;
        assert.ok(
          (conditionOf(last, first)?.age ?? 0) > (conditionOf(shown, first)?.age ?? 0),
          'its age grows',
        );
        // The daemon still serves all other clients.
        assert.ok((await virsh(['list', '--name'])).includes(others[0] ?? '?'));
        await virsh(['domstats', '--nowait', '--state', '--cpu-total', others[0] ?? '']);
      } finally {
        hung.forEach(wake);
      }
      await eventually(
        read,
        (now) => hung.every((name) => conditionOf(now, name) === null && known(now, name, 'memory.host')),
        30,
        'the guests healed',
      );
      assert.equal(await own.json('/metrics/source/libvirt/calls.stuck/instantaneous'), 0);
    });
  }

  it('keeps eight of ten whole with two hung whose processes cannot be seen, and seven but for their monitors with three', async () => {
    await program.stop();
    await using own = await startProgram(
      ['--no-demo', '--libvirt', 'qemu:///system'],
      'interval: 2s\nlibvirt:\n  watchProcesses: false\n',
    );
    await hangTwoThenThree(own, running());
  });

  /** A VM once its facts are as virsh has them: an event has them read again. */
  const factsLike = async (from: Program, name: string, more: (vm: VmView) => boolean): Promise<VmView> => {
    await virsh(['desc', name, '--live', '--title', '--new-desc', `title of ${name}`]);
    return eventually(
      async () => (await from.json<VmView[]>('/vms')).find((vm) => vm.name === name),
      (vm) => vm?.facts['title']?.value === `title of ${name}` && more(vm),
      40,
      `facts of ${name}`,
    ) as Promise<VmView>;
  };

  /** Bytes of all disks, of rows of virsh. */
  const capacityOf = (sizes: readonly (readonly string[])[]): number =>
    sizes.reduce((sum, [, capacity]) => sum + Number(capacity), 0);

  it('has the facts that virsh has: sizes, devices, autostart, neighbours, snapshots, a block copy', async () => {
    const guest = lab.guests.find(({ kind }) => kind === 'linux');
    assert.ok(guest);
    const { name, ip } = guest;
    await ready();
    // A host knows the neighbours that it talks to; fetch itself refuses some ports, such as 9.
    await fetch(`http://${ip}:7777/`, { signal: AbortSignal.timeout(1000) }).catch(() => undefined);
    await using copy = await startCopy(name);
    await using snapshot = await defineSnapshot(name, 1_700_000_000);
    await virsh(['autostart', name]);
    try {
      const isComplete = ({ facts }: VmView): boolean =>
        facts['snapshots']?.value === 1 &&
        facts['autostart']?.value === true &&
        facts['job']?.value != null &&
        facts['addresses']?.value != null &&
        facts['diskSize']?.value != null;
      const vm = await factsLike(program, name, isComplete);
      const theirs = await factsOfVirsh(name);
      const value = (fact: string): unknown => vm.facts[fact]?.value;
      assert.deepEqual(
        {
          vcpus: value('vcpus'),
          memory: value('memory'),
          maxMemory: value('maxMemory'),
          autostart: value('autostart'),
        },
        theirs.info,
      );
      assert.deepEqual([value('addresses'), vm.facts['addresses']?.origin], [theirs.neighbours, 'ARP']);
      assert.deepEqual(theirs.neighbours, [ip]);
      assert.deepEqual(
        vm.devices
          .filter(({ kind }) => kind === 'disk')
          .map(({ key, labels }) => [labels['type'], key, labels['source']]),
        theirs.disks,
      );
      assert.equal(value('diskSize'), capacityOf(theirs.sizes));
      assert.deepEqual(
        vm.devices
          .filter(({ kind }) => kind === 'net')
          .map(({ labels: { ifname, type, bridge, model, mac } }) => [ifname, type, bridge, model, mac]),
        theirs.nics,
      );
      assert.deepEqual([value('snapshots'), value('oldestSnapshot')], [1, snapshot.seconds]);
      assert.equal(theirs.snapshots, 1);
      assert.deepEqual([value('job'), theirs.domainJob], [`block copy of ${copy.disk}`, 'None']);
      const [least, now] = [copy.least, theirs.copied(copy.disk)];
      const progress = Number(value('jobProgress'));
      assert.ok(least <= progress && progress <= (await now), `${least} ≤ ${progress} ≤ ${await now}`);
      const started = Number(value('started'));
      assert.ok(started > Date.now() / 1000 - 86_400 && started < Date.now() / 1000, `started ${started}`);
    } finally {
      await virsh(['autostart', name, '--disable']);
    }
  });

  it('has OS, host name and addresses from the guest agent, where it is asked', async () => {
    await program.stop();
    await using asking = await startProgram(
      ['--no-demo', '--libvirt', 'qemu:///system'],
      'interval: 2s\nlibvirt:\n  guestAgent:\n    enabled: true\n    every: 5s\n',
    );
    const { name, ip } = lab.guests.find(({ kind }) => kind === 'linux') ?? { name: '', ip: '' };
    const vm = await factsLike(asking, name, ({ facts }) => facts['hostname']?.value != null);
    const { agent } = await factsOfVirsh(name);
    const { value: addresses, origin } = vm.facts['addresses'] ?? {};
    assert.ok(Array.isArray(addresses));
    assert.deepEqual([new Set(addresses), origin], [new Set(agent), 'guest agent']);
    assert.ok(agent.includes(ip));
    for (const fact of ['hostname', 'os']) assert.equal(vm.facts[fact]?.origin, 'guest agent', fact);
  });

  it('has the sizes of disks of a guest that is off', async () => {
    const sleeper = lab.guests.findLast(({ kind }) => kind === 'sleeper');
    assert.ok(sleeper);
    const { name } = sleeper;
    await ready();
    await virsh(['destroy', name]);
    try {
      const sizes = ({ devices }: VmView): unknown[] =>
        devices
          .filter(({ kind }) => kind === 'disk')
          .map(({ key, labels }) => [key, labels['bytes'], labels['allocatedBytes']]);
      const off = await eventually(
        async () => (await program.json<VmView[]>('/vms')).find((vm) => vm.name === name),
        (vm) => vm?.devices.some(({ labels }) => labels['bytes'] !== undefined) ?? false,
        40,
        'sizes of disks',
      );
      assert.ok(off);
      const theirs = await factsOfVirsh(name);
      assert.deepEqual(sizes(off), theirs.sizes);
      assert.equal(off.facts['diskSize']?.value, capacityOf(theirs.sizes));
      assert.equal(off.facts['addresses']?.reason, 'the machine is not running');
    } finally {
      await virsh(['start', name]);
    }
  });

  it('comes back after libvirtd was killed, with a gap and without a VM twice', async () => {
    const earlier = await ready();
    const unknown = ({ columns: { 'memory.host': memory = [] } }: Table): boolean =>
      memory.every((value) => value === null);
    await restartLibvirtd('SIGKILL', () => eventually(table, unknown, 30, 'a poll without libvirtd'));
    const back = await eventually(
      table,
      ({ states, time, columns: { 'memory.host': memory = [] } }) =>
        time > earlier.time + 4 && states.includes('running') && memory.some((value) => value !== null),
      30,
      'guests after the restart',
    );
    assert.deepEqual(back.ids.toSorted(), earlier.ids.toSorted());
    const vm = back.ids[back.states.indexOf('running')];
    const { gaps } = await program.json<{ gaps: { code: string; start: number }[] }>(
      `/metrics/VM/${vm}/history?metrics=memory.host&start=-60`,
    );
    const codes = gaps.filter((gap) => gap.start >= earlier.time - 2).map(({ code }) => code);
    assert.ok(codes.includes('unreachable'), `the gap is in the history: ${codes.join()}`);
  });
});

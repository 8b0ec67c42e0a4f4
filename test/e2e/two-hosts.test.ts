import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import {
  continueLibvirtd,
  cut,
  heal,
  HOSTS,
  hostsConfig,
  migrate,
  processesOf,
  startHosts,
  startSshd,
  stopLibvirtd,
  stopSshd,
  TWIN,
  virshOn,
} from '../../lab/mod.ts';
import { markedProcesses } from '../marked-processes.ts';
import { eventually, startProgram, type Program } from '../program.ts';
import { assertBetween } from './between.ts';
import { parseDomstats, withoutHosts, type FlatStats, type Table } from './lab.ts';

const [h1, h2] = HOSTS;
/** Of each host, besides the guest that both have. */
const guests = 1;
/** In the environment of the program and of what it starts. */
const mark = randomUUID();

interface SourceView {
  readonly id: string;
  readonly up: boolean;
  readonly reason: string | null;
}
interface EventView {
  readonly kind: string;
  readonly from: string | null;
  readonly to: string | null;
}
interface History {
  readonly gaps: readonly { start: number; end: number; code: string; reason: string }[];
}

describe('two hosts reached by ssh', { skip: withoutHosts() }, () => {
  let lab: AsyncDisposable;
  let program: Program;
  before(async () => {
    lab = await startHosts(guests, { log: (line) => console.log(line) });
    const config = `interval: 2s\nhost: { enabled: false }\n${readFileSync(hostsConfig, 'utf8')}`;
    program = await startProgram(['--no-demo', '--libvirt', 'none'], config, null, { VIRTSCOPE_HOSTS: mark });
  });
  after(async () => {
    await program?.stop();
    await lab?.[Symbol.asyncDispose]();
  });

  const table = (): Promise<Table> => program.json<Table>('/metrics/VM?columns=memory.host,cpu.cores');
  const isWhole = ({ ids, hosts, columns }: Table): boolean =>
    ids.length === HOSTS.length * (guests + 1) &&
    !hosts.includes(null) &&
    Object.values(columns).every((column) => column.every((value) => value !== null));
  const whole = (): Promise<Table> => eventually(table, isWhole, 60, 'every guest of both hosts');
  const source = async (name: string): Promise<SourceView | undefined> =>
    (await program.json<{ sources: SourceView[] }>('/status')).sources.find(({ id }) => id === name);
  /** Intervals of a host's source without a poll. */
  const missed = async (name: string): Promise<number | null | undefined> => {
    const { ids, columns } = await program.json<Table>('/metrics/source?columns=poll.missed');
    return columns['poll.missed']?.[ids.indexOf(name)];
  };
  const ssh = (): Map<number, string> =>
    new Map([...markedProcesses('VIRTSCOPE_HOSTS', mark)].filter(([, line]) => line.startsWith('ssh ')));
  const sshTo = (address: string): number[] =>
    [...ssh()].filter(([, line]) => line.includes(` ${address} `)).map(([pid]) => pid);

  it('shows both with their guests, and the two guests of one name as two', async () => {
    const { names, hosts } = await whole();
    const ofHost = ({ uuid }: { uuid: string }) => names.filter((_, at) => hosts[at] === uuid).toSorted();
    assert.deepEqual(ofHost(h1), [TWIN, 'web-1']);
    assert.deepEqual(ofHost(h2), [TWIN, 'db-1']);
    const seen = await program.json<{ id: string; name: string }[]>('/hosts');
    assert.deepEqual(
      new Map(seen.map(({ name, id }) => [name, id])),
      new Map(HOSTS.map(({ name, uuid }) => [name, uuid])),
    );
  });

  for (const host of HOSTS)
    it(`answers /stats of ${host.name} with every field of its virsh domstats`, async () => {
      await whole();
      const theirs = async () => parseDomstats(await virshOn(host, ['-r', 'domstats', '--raw']));
      const earlier = await theirs();
      // A record is partial while a fact of its guest is read.
      const ours = await eventually(
        () => program.json<FlatStats>(`/stats?shape=flat&host=${host.name}`),
        ({ domains }) => domains.every(({ partial }) => partial === null),
        20,
        'whole records',
      );
      assertBetween(earlier, ours, await theirs());
      assert.equal(ours.domains.length, guests + 1);
    });

  const faults: readonly (readonly [
    what: string,
    reason: RegExp,
    breaks: () => unknown,
    mends: () => unknown,
  ])[] = [
    [
      'its sshd ends with all sessions',
      /by ssh: (sshd on the host ended|nothing listens)/,
      () => stopSshd(h1),
      () => startSshd(h1),
    ],
    ['its libvirtd is stopped', /does not answer/, () => stopLibvirtd(h1), () => continueLibvirtd(h1)],
    ['the network drops its packets', /does not answer|stopped answering/, () => cut(h1), () => heal(h1)],
  ];
  for (const [what, reason, breaks, mends] of faults)
    it(`while ${what} one host is down with the reason and its guests are unknown; the other misses nothing`, async () => {
      const { time } = await whole();
      const missedBefore = await missed(h2.name);
      await breaks();
      try {
        await eventually(
          () => source(h1.name),
          (seen) => seen?.up === false && reason.test(seen.reason ?? ''),
          30,
          'a host that is down with its reason',
        );
        const { names, hosts, columns } = await table();
        const known = (name: string) => columns['memory.host']?.[names.indexOf(name)] != null;
        assert.deepEqual(names.filter((_, at) => hosts[at] === h1.uuid).toSorted(), [TWIN, 'web-1']);
        assert.deepEqual([known('web-1'), known('db-1')], [false, true]);
      } finally {
        await mends();
      }
      await whole();
      assert.equal((await source(h1.name))?.up, true);
      await missesNothing(time, missedBefore);
    });

  it('has a guest that is migrated live there and back as one, with one event and one gap each way', async () => {
    const { ids, names } = await whole();
    const id = ids[names.indexOf('web-1')];
    const isOn =
      ({ uuid }: { uuid: string }) =>
      (seen: Table) =>
        isWhole(seen) && seen.hosts[seen.ids.indexOf(id ?? '')] === uuid;
    const began = Math.floor(Date.now() / 1000);
    const path = `/metrics/VM/${id}`;
    // Slow enough for several polls that find it on both.
    await migrate('web-1', h1, h2, { bandwidth: 16 });
    await eventually(table, isOn(h2), 20, 'the guest on the other host');
    await migrate('web-1', h2, h1);
    await eventually(table, isOn(h1), 20, 'the guest back');
    const { events } = await program.json<{ events: EventView[] }>(`${path}/events?start=${began}`);
    assert.deepEqual(
      events.map(({ kind, from, to }) => [kind, from, to]),
      [
        ['migrated', h1.uuid, h2.uuid],
        ['migrated', h2.uuid, h1.uuid],
      ],
    );
    const { gaps } = await program.json<History>(`${path}/history?metrics=cpu.cores&start=${began}`);
    assert.ok(gaps.length <= 2, JSON.stringify(gaps));
    for (const gap of gaps)
      assert.ok(gap.reason.length > 0 && gap.end - gap.start <= 10, JSON.stringify(gap));
    const all = await program.json<{ events: (EventView & { name: string })[] }>(`/events?start=${began}`);
    assert.deepEqual(
      all.events.filter(({ name }) => name === TWIN),
      [],
    );
  });

  it('connects again where ssh was killed; the other host misses nothing', async () => {
    const { time } = await whole();
    const missedBefore = await missed(h2.name);
    const killed = sshTo(h1.address);
    assert.ok(killed.length > 0);
    for (const pid of killed) process.kill(pid, 'SIGKILL');
    const others = async () => sshTo(h1.address).filter((pid) => !killed.includes(pid));
    await eventually(others, ({ length }) => length > 0, 30, 'another ssh');
    await whole();
    await missesNothing(time, missedBefore);
  });

  it('takes a second connection to a host by its bare URI, and has its guests once, also after it is removed', async () => {
    const began = Math.floor(Date.now() / 1000);
    const hosts = (...args: string[]): void => {
      const line = ['src/main.ts', 'hosts', ...args, '--server', program.url];
      const done = spawnSync(process.execPath, line, { encoding: 'utf8' });
      assert.equal(done.status, 0, done.stdout + done.stderr);
    };
    hosts('add', `qemu+ssh://scope@${h2.address}/system`, '--name', 'again');
    await eventually(
      () => source('again'),
      (seen) => seen?.up === true,
      20,
      'a second source',
    );
    await whole();
    hosts('remove', 'again');
    assert.equal(await source('again'), undefined);
    const { ids, names } = await whole();
    const id = ids[names.indexOf('db-1')];
    const { events } = await program.json<{ events: EventView[] }>(`/metrics/VM/${id}/events?start=${began}`);
    assert.deepEqual(events, []);
  });

  it('leaves no ssh here and no helper there when it ends', async () => {
    assert.ok(ssh().size >= HOSTS.length);
    await program.stop();
    assert.deepEqual([...markedProcesses('VIRTSCOPE_HOSTS', mark).values()], []);
    const helpers = async () => HOSTS.flatMap((host) => processesOf(host, ['virt-ssh-helper']));
    await eventually(helpers, ({ length }) => length === 0, 10, 'no helper left');
  });

  /** Asserts that every row of a guest of the second host is known since a time, and that no interval was without a poll. */
  async function missesNothing(since: number, missedBefore: number | null | undefined): Promise<void> {
    assert.equal(await missed(h2.name), missedBefore);
    const { ids, names } = await table();
    const id = ids[names.indexOf('db-1')];
    const path = `/metrics/VM/${id}/history?metrics=memory.host&start=${Math.ceil(since)}`;
    const { gaps } = await program.json<History>(path);
    assert.deepEqual(gaps, []);
  }
});

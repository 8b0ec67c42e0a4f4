/**
 * Alarms of real guests with the rules and times that ship, as root. `npm run bench -- alarms faults` measures how long each
 * fault takes to be amber or red and to clear, in ten minutes; `npm run bench -- alarms busy` the same of a guest at full load, in
 * twenty; `npm run bench -- alarms work [MINUTES]` prints what ordinary work raises, in an hour by default.
 */
import { execFileSync, execSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hang, refusal, restartLibvirtd, startLab, virsh, wake } from '../lab/mod.ts';
import type { AlarmLog } from '../src/api/wire/alarms.ts';
import { eventually, startProgram } from '../test/program.ts';

const [what = '', minutes = '60'] = process.argv.slice(2);
if (!['faults', 'busy', 'work'].includes(what))
  throw new Error('Cannot measure alarms: say faults, busy or work');
const why = refusal();
if (why !== null) throw new Error(`Cannot measure alarms: ${why}`);

type Transition = AlarmLog['transitions'][number];

const folder = mkdtempSync('/var/tmp/virtscope-alarms-');
// QEMU runs as another user.
chmodSync(folder, 0o755);
await using opened = new AsyncDisposableStack();
opened.defer(() => rmSync(folder, { recursive: true }));
/** File systems of their own: one that QEMU fills, one for the state. QEMU sees what is mounted before it starts. */
const [disks, state] = ['disks', 'state'].map((name) => join(folder, name)) as [string, string];
for (const [path, size] of [
  [disks, '4m'],
  [state, '64m'],
] as const) {
  mkdirSync(path);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=755`, 'tmpfs', path]);
  opened.defer(() => void execFileSync('umount', ['-l', path]));
}
const image = join(disks, 'full.img');
const spare = join(folder, 'spare.img');
execFileSync('truncate', ['-s', '16m', image, spare]);
const lab = await startLab({ linux: 3, load: 'idle' }, { log: (line) => console.error(line) });
opened.defer(() => lab.stop());
const program = await startProgram(['--no-demo', '--libvirt', 'qemu:///system'], '', state);
opened.defer(async () => void (await program.stop()));
const [one, two, three] = ['lab001', 'lab002', 'lab003'];
await eventually(
  () => program.json<{ alarms: unknown[] }>('/alarms?state=green&rule=vm.stuck'),
  ({ alarms }) => alarms.length === 3,
  60,
  'all guests',
);

let next = '/alarms/log?limit=1000';
/** The changes since the last call. */
async function changes(): Promise<readonly Transition[]> {
  const answer = await program.json<AlarmLog>(next);
  next = answer.next.replace('wait=60', 'wait=1');
  return answer.transitions;
}

/** Prints each change, and returns when an alarm of a rule has a state. */
async function until(began: number, rule: string, to: string, seconds: number): Promise<void> {
  for (;;) {
    for (const change of await changes()) {
      const after = change.time - began;
      console.log(
        `| ${after.toFixed(0)} s | ${change.rule} | ${change.from} → ${change.to} | ${change.message} |`,
      );
      if (change.rule === rule && change.to === to) return;
    }
    if (Date.now() / 1000 - began > seconds) return console.log(`| ${seconds} s | ${rule} | not ${to} | |`);
  }
}

async function fault(
  name: string,
  begin: () => Promise<void> | void,
  ...want: [string, string, number][]
): Promise<void> {
  console.log(`\n${name}\n| after | alarm | | |\n|---|---|---|---|`);
  const began = Date.now() / 1000;
  await begin();
  for (const [rule, to, seconds] of want) await until(began, rule, to, seconds);
}

/** Runs a command in a guest, once its agent is there. */
const inGuest = (name: string, command: string): Promise<unknown> => {
  const asked = { execute: 'guest-exec', arguments: { path: '/bin/sh', arg: ['-c', command] } };
  const ask = (): Promise<string | null> =>
    virsh(['qemu-agent-command', name, JSON.stringify(asked)]).catch(() => null);
  return eventually(ask, (answer) => answer !== null, 60, `the agent of ${name}`);
};
const attach = async (name: string, file: string, target: string): Promise<void> => {
  const xml = join(folder, 'disk.xml');
  const driver = `<driver name='qemu' type='raw' cache='writeback' error_policy='stop'/>`;
  writeFileSync(xml, `<disk type='file' device='disk'>${driver}<source file='${file}'/><target dev='${target}' bus='virtio'/></disk>`); // prettier-ignore
  await virsh(['attach-device', name, xml, '--live']);
};

await changes();
if (what === 'work') await ordinaryWork();
else if (what === 'busy') await busyGuest();
else await faults();

async function ordinaryWork(): Promise<void> {
  const end = Date.now() + Number(minutes) * 60_000;
  const work: (() => Promise<unknown>)[] = [
    () => virsh(['reboot', one, '--mode', 'agent']).catch(() => virsh(['reset', one])),
    async () => {
      // What a backup does: it stands still for some seconds.
      await virsh(['suspend', two]);
      await sleep(8000);
      await virsh(['resume', two]);
    },
    () => attach(three, spare, 'vdd'),
    () => virsh(['detach-disk', three, 'vdd', '--live']),
    async () => {
      await virsh(['destroy', two]);
      await sleep(20_000);
      await virsh(['start', two]);
    },
    () =>
      inGuest(three, 'dd if=/dev/urandom of=/tmp/x bs=1M count=32; timeout 60 sh -c "while :; do :; done"'),
    () => virsh(['reset', three]),
  ];
  let [done, failed] = [0, 0];
  const raised: Transition[] = [];
  while (Date.now() < end) {
    try {
      await work[done % work.length]?.();
    } catch (error) {
      failed++;
      console.log(`step ${done % work.length} failed: ${String(error)}`);
    }
    done++;
    await sleep(Math.min(40_000, Math.max(0, end - Date.now())));
    raised.push(...(await changes()));
  }
  console.log(`${done} pieces of work, ${failed} of them failed; ${raised.length} changes of alarms`);
  for (const { name, rule, from, to, message } of raised)
    console.log(`  ${name} ${rule} ${from} → ${to}: ${message}`);
}

async function faults(): Promise<void> {
  await fault('QEMU stopped', () => hang(one), ['vm.stuck', 'amber', 60], ['vm.stuck', 'red', 200]);
  await fault('… and on again', () => wake(one), ['vm.stuck', 'green', 120]);
  await fault(
    'disk of a guest full',
    async () => {
      await attach(one, image, 'vdc');
      await inGuest(one, 'sleep 1; dd if=/dev/urandom of=/dev/vdc bs=64k count=256 conv=fsync');
    },
    ['vm.failed', 'red', 120],
  );
  await fault('… started again', () => virsh(['destroy', one]).then(() => virsh(['start', one])).then(() => undefined), ['vm.failed', 'green', 120]); // prettier-ignore
  await fault('kernel panic', async () => void (await inGuest(two, 'echo c > /proc/sysrq-trigger')), ['vm.failed', 'red', 120]); // prettier-ignore
  await fault('… started again', () => virsh(['destroy', two]).then(() => virsh(['start', two])).then(() => undefined), ['vm.failed', 'green', 120]); // prettier-ignore
  await fault(
    'libvirtd killed',
    () => void process.kill(Number(readFileSync('/run/libvirtd.pid', 'utf8')), 'SIGKILL'),
    ['source.unreadable', 'amber', 120],
    ['source.unreadable', 'red', 200],
  );
  await fault('… started again', () => restartLibvirtd(), ['source.unreadable', 'green', 120]);
  await fault(
    'state directory full',
    () => {
      const { bavail, bsize } = statfsSync(state);
      execSync(`head -c ${bavail * bsize} /dev/zero > ${join(state, 'filler')} || true`, {
        shell: '/bin/sh',
      });
    },
    ['service.failed', 'red', 200],
  );
  await fault('… space again', () => rmSync(join(state, 'filler')), ['service.failed', 'green', 200]);
}

/** Takes longest: the mean is of ten minutes, and the machine must have nothing else to do. */
async function busyGuest(): Promise<void> {
  // With one processor it leaves the machine another.
  await virsh(['destroy', three]);
  await virsh(['setvcpus', three, '1', '--config']);
  await virsh(['start', three]);
  await fault('guest at 100 %', async () => void (await inGuest(three, 'timeout 900 sh -c "while :; do :; done"')), ['vm.cpu', 'amber', 900]); // prettier-ignore
  await fault('… idle again', async () => void (await inGuest(three, 'pkill timeout')), [
    'vm.cpu',
    'green',
    900,
  ]);
}

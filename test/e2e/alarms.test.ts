import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Alarm, AlarmLog, Alarms } from '../../src/api/wire/alarms.ts';
import { hang, startLab, virsh, wake, type Lab } from '../../lab/mod.ts';
import { eventually, startProgram, type Program } from '../program.ts';
import { withoutLab } from './lab.ts';

/** The rules that ship, with shorter times; what a guest uses is compared with less than all. */
const rules = `
rules:
  vm.stuck: { redFor: 6s, keep: 2s }
  vm.cpu: { mean: 10s, amber: 15%, amberClear: 12%, keep: 2s }
  source.unreadable: { for: 3s, redFor: 8s, keep: 2s }
`;
/** What a small machine that tests is. */
const ignored = /^host\./;

describe('alarms of real guests', { skip: withoutLab() }, () => {
  // QEMU sees what is mounted before it starts.
  const folder = mkdtempSync('/var/tmp/virtscope-alarms-');
  const image = join(folder, 'full.img');
  let lab: Lab;
  let program: Program;
  before(async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=755', 'tmpfs', folder]);
    execFileSync('truncate', ['-s', '16m', image]);
    writeFileSync(join(folder, 'rules.yaml'), rules);
    lab = await startLab({ linux: 2, load: 'idle' }, { log: (line) => console.log(line) });
    const config = `interval: 1s\nalarms:\n  rules: [${join(folder, 'rules.yaml')}]\n`;
    program = await startProgram(['--no-demo', '--libvirt', 'qemu:///system'], config);
    await eventually(
      () => program.json<Alarms>('/alarms?state=green&rule=vm.stuck'),
      ({ alarms }) => alarms.length === 2,
      30,
      'both guests',
    );
  });
  after(async () => {
    await program?.stop();
    await lab?.stop();
    execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true });
  });

  /** Machines and rules that may be raised, as `lab001 vm.stuck`. */
  const expected = new Set<string>();
  let log = '/alarms/log?limit=1000';
  /** Nothing else was raised since the last call, however shortly. */
  const nothingElse = async (): Promise<void> => {
    const { transitions, next } = await program.json<AlarmLog>(log);
    log = next.replace('wait=60', 'wait=0');
    const others = transitions.filter(
      ({ name, rule }) => !ignored.test(rule) && !expected.has(`${name} ${rule}`),
    );
    assert.deepEqual(
      others.map(({ name, rule, to, message }) => `${name} ${rule} ${to}: ${message}`),
      [],
    );
  };
  const raised = async (): Promise<Alarm[]> => {
    const { alarms } = await program.json<Alarms>('/alarms?limit=1000');
    // That a guest crashed is amber for a day.
    return alarms.filter(({ rule }) => !ignored.test(rule) && rule !== 'vm.crash');
  };
  const linesOf = (alarms: readonly Alarm[]): string[] =>
    alarms.map(({ name, rule, state }) => `${name} ${rule} ${state}`);
  /** Waits until just these are raised; returns their sentences, and prints how long it took. */
  const becomes = async (...want: string[]): Promise<string[]> => {
    const from = performance.now();
    for (const one of want) expected.add(one.replace(/ \w+$/, ''));
    const seen = await eventually(
      raised,
      (alarms) => linesOf(alarms).toSorted().join() === want.toSorted().join(),
      40,
      want.join() || 'nothing raised',
    );
    const seconds = ((performance.now() - from) / 1000).toFixed(1);
    console.log(`  ${want.join() || 'nothing raised'} after ${seconds} s`);
    await nothingElse();
    return seen.map(({ message }) => message ?? '');
  };
  /** Runs a command in a guest, by its agent. */
  const inGuest = (name: string, command: string): Promise<string> => {
    const asked = { execute: 'guest-exec', arguments: { path: '/bin/sh', arg: ['-c', command] } };
    return virsh(['qemu-agent-command', name, JSON.stringify(asked)]);
  };
  const [one, two] = ['lab001', 'lab002'];

  it('a QEMU that does not answer is amber, then red, and green when it goes on', async () => {
    hang(one);
    try {
      await becomes(`${one} vm.stuck amber`);
      const [sentence = ''] = await becomes(`${one} vm.stuck red`);
      assert.match(sentence, /^lab001: its QEMU process is stopped/);
    } finally {
      wake(one);
    }
    await becomes();
  });

  it('a guest that QEMU paused because its disk is full is red at once', async () => {
    const disk = `<disk type='file' device='disk'><driver name='qemu' type='raw' cache='writeback' error_policy='stop'/>
      <source file='${image}'/><target dev='vdc' bus='virtio'/></disk>`;
    const xml = join(folder, 'disk.xml');
    writeFileSync(xml, disk);
    await virsh(['attach-device', one, xml, '--live']);
    await eventually(
      () => inGuest(one, 'sleep 1; dd if=/dev/urandom of=/dev/vdc bs=64k count=256 conv=fsync'),
      () => true,
      20,
      'a command in the guest',
    );
    const [sentence = ''] = await becomes(`${one} vm.failed red`);
    assert.match(sentence, /^lab001: .*vdc/);
    await virsh(['destroy', one]);
    await becomes();
    await virsh(['start', one]);
    await eventually(
      () => program.json<Alarms>('/alarms?state=green&rule=vm.failed'),
      ({ alarms }) => alarms.length === 2,
      30,
      'the guest to run',
    );
  });

  it('a guest whose kernel panics is red at once', async () => {
    expected.add(`${two} vm.crash`);
    await inGuest(two, 'echo c > /proc/sysrq-trigger');
    const [sentence = ''] = await becomes(`${two} vm.failed red`);
    assert.match(sentence, /^lab002: .*(crash|panic)/i);
    await virsh(['destroy', two]);
    await virsh(['start', two]);
    await becomes();
  });

  it('a daemon that does not answer is amber, then red, and hides what it can tell of', async () => {
    const pid = Number(readFileSync('/run/libvirtd.pid', 'utf8'));
    process.kill(pid, 'SIGSTOP');
    try {
      await becomes('qemu:///system source.unreadable amber');
      await becomes('qemu:///system source.unreadable red');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await becomes();
  });

  it('a guest that is busy is amber', async () => {
    await inGuest(one, 'timeout 12 sh -c "while :; do :; done"');
    const [sentence = ''] = await becomes(`${one} vm.cpu amber`);
    assert.match(sentence, /^lab001: Processor time used \d+ % \(10s mean; limit 15 %\)\.$/);
    await becomes();
  });

  it('nothing is raised while guests are paused, reset, stopped and started', async () => {
    expected.clear();
    // A boot passes the low level of this test.
    const answer = await fetch(`${program.url}/alarm-rules/vm.cpu`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rule: 'enabled: false' }),
    });
    assert.equal(answer.status, 200);
    const work = [
      ['suspend', one],
      ['resume', one],
      ['reset', one],
      ['destroy', two],
      ['start', two],
    ];
    for (const ask of work) {
      await virsh(ask);
      for (let poll = 0; poll < 3; poll++) {
        assert.deepEqual(linesOf(await raised()), [], ask.join(' '));
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
    await nothingElse();
  });
});

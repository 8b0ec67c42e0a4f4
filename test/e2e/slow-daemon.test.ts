import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AlarmLog, Alarms } from '../../src/api/wire/alarms.ts';
import type { LatencyHistogram } from '../../src/api/wire/latency.ts';
import { eventually, startProgram, type Program } from '../program.ts';

/** The rule that ships, without its minute. */
const rules = 'rules:\n  service.slow: { for: 0s, red: 2s, keep: 2s }\n';
const STOPPED_MS = 4000;

describe('a daemon that stands still', () => {
  const folder = mkdtempSync(join(tmpdir(), 'virtscope-slow-'));
  const socket = join(folder, 'daemon', 'sock');
  let daemon: ChildProcess;
  let program: Program;
  before(async () => {
    mkdirSync(join(folder, 'daemon'));
    const args = ['--socket', socket, '--guests', '5', '--calm', '--control'];
    daemon = spawn(process.execPath, ['src/demo/main.ts', ...args], {
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    await eventually(
      async () => existsSync(socket),
      (is) => is,
      10,
      'the daemon',
    );
    writeFileSync(join(folder, 'rules.yaml'), rules);
    program = await startProgram(
      ['--no-demo', '--libvirt', `qemu+unix:///system?socket=${encodeURIComponent(socket)}`],
      `interval: 1s\nalarms:\n  rules: [${join(folder, 'rules.yaml')}]\n`,
    );
  });
  after(async () => {
    await program?.stop();
    daemon.kill('SIGCONT');
    daemon.kill();
    rmSync(folder, { recursive: true });
  });

  it('is red by its p99 and dark in its heat map, and green when it answers again', async () => {
    const slow = () => program.json<Alarms>('/alarms?rule=service.slow&state=green');
    const { alarms } = await eventually(slow, ({ alarms: all }) => all.length === 1, 20, 'a quick daemon');
    assert.equal(alarms[0]?.name, 'libvirtd');
    daemon.kill('SIGSTOP');
    await sleep(STOPPED_MS);
    daemon.kill('SIGCONT');
    const lights = async (): Promise<string[]> => {
      const { transitions } = await program.json<AlarmLog>('/alarms/log?limit=1000');
      return transitions.filter(({ rule }) => rule === 'service.slow').map(({ to }) => to);
    };
    await eventually(lights, (all) => all.includes('red') && all.at(-1) === 'green', 20, 'red, then green');
    const histogram = await program.json<LatencyHistogram>(`${alarms[0].subject}/latency/histogram`);
    const [all] = histogram.series;
    assert.ok(all && all.max > 2 && all.p50 < 1, JSON.stringify(all));
    assert.ok(all.buckets.some(([bound]) => bound > 2));
  });
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import type { LatencyHistogram } from '../../src/api/wire/latency.ts';
import { eventually, startProgram } from '../program.ts';
import type { Table } from './lab.ts';

describe('virtscope serve', () => {
  it('serves this machine and the demo, each marked as demo or not, and ends cleanly', async () => {
    await using program = await startProgram(['--demo', '5'], 'interval: 1s\n');
    const status = await program.json<{ demo: boolean; sources: { name: string; demo: boolean }[] }>(
      '/status',
    );
    assert.equal(status.demo, true);
    assert.deepEqual(
      status.sources.map(({ name, demo }) => [name, demo]),
      [
        ['host', false],
        ['libvirt', true],
      ],
    );
    const table = await eventually(
      () => program.json<Table>('/metrics/VM?columns=cpu.cores'),
      ({ columns }) => (columns['cpu.cores'] ?? []).some((value) => value !== null),
      20,
      'rates of demo guests',
    );
    assert.equal(table.ids.length, 5);
    const [host] = await program.json<{ id: string }[]>('/metrics/host');
    assert.equal(
      typeof (await program.json(`/metrics/host/${host?.id}/memory.total/instantaneous`)),
      'number',
    );
    assert.equal(await program.stop(), 0);
  });

  it('measures the daemon that it asks and itself, as services of this machine', async () => {
    await using program = await startProgram(['--demo', '5'], 'interval: 1s\n');
    const [host] = await program.json<{ id: string }[]>('/metrics/host');
    for (const [service, method] of [
      ['libvirtd', 'CONNECT_GET_ALL_DOMAIN_STATS'],
      ['virtscope', 'GET /metrics/service/:id/latency/histogram'],
    ] as const) {
      const uri = `/metrics/service/${service}%40${host?.id}`;
      await eventually(
        () => program.json<LatencyHistogram>(`${uri}/latency/histogram?by=method`).catch(() => null),
        (found) => found?.series.some((one) => one.method === method) ?? false,
        10,
        `latencies of ${method}`,
      );
      await eventually(
        () => program.json<number | null>(`${uri}/latency.p99/instantaneous`),
        (seconds) => seconds !== null && seconds > 0,
        10,
        `p99 of ${service}`,
      );
    }
  });

  it('shows this machine alone, and why, where there is no hypervisor and no demo is wanted', async () => {
    await using program = await startProgram(
      ['--no-demo', '--libvirt', 'qemu+unix:///system?socket=/nowhere/sock'],
      'interval: 1s\n',
    );
    const { sources } = await eventually(
      () => program.json<{ sources: { name: string; up: boolean; reason: string | null }[] }>('/status'),
      ({ sources: all }) =>
        all.every(({ name, up, reason }) =>
          name === 'host' ? up : !up && (reason?.includes('/nowhere/sock') ?? false),
        ),
      10,
      'a libvirt source that is down after its first poll',
    );
    assert.equal(sources.length, 2);
    const hosts = await program.json<unknown[]>('/hosts');
    assert.equal(hosts.length, 1);
  });

  it('refuses an address that is not loopback, with its code', () => {
    const done = spawnSync(process.execPath, ['src/main.ts', 'serve', '--listen', '0.0.0.0:0', '--no-demo'], {
      encoding: 'utf8',
    });
    assert.equal(done.status, 1);
    assert.match(done.stderr, /ADDRESS_REFUSED|Cannot listen/);
  });
});

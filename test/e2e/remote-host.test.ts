import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startLab, virsh } from '../../lab/mod.ts';
import { eventually, startProgram } from '../program.ts';
import { relayTcp } from '../tcp-relay.ts';
import { withoutLab } from './lab.ts';

interface Metric {
  name: string;
  value: number | null;
  reasonCode: string | null;
}

interface Host {
  id: string;
  labels: Record<string, string>;
}

/** Numbers that a command of virsh prints, by the words before the colon. */
async function printed(command: string): Promise<Record<string, number>> {
  const lines = (await virsh([command])).matchAll(/^(.+?) *: *(\d+)/gm);
  return Object.fromEntries(Array.from(lines, ([, name = '', value = '']) => [name, Number(value)]));
}

describe('the host of a real libvirtd that is read as one elsewhere', { skip: withoutLab() }, () => {
  it('has processors and memory as virsh has them', async () => {
    await using _lab = await startLab({ sleepers: 1 });
    await using relay = await relayTcp('/run/libvirt/libvirt-sock');
    await using program = await startProgram(
      ['--no-demo', '--libvirt', `qemu+tcp://127.0.0.1:${relay.port}/system`],
      'interval: 1s\nhost:\n  enabled: false\n',
    );
    const [host] = await eventually(
      () => program.json<Host[]>('/hosts'),
      ([first]) => first?.labels['topology'] !== undefined,
      30,
      'the host',
    );
    assert.ok(host);
    const read = async (): Promise<Map<string, Metric>> => {
      const list = await program.json<Metric[]>(`/metrics/host/${host.id}`);
      return new Map(list.map((metric) => [metric.name, metric]));
    };
    const isMeasured = (now: Map<string, Metric>): boolean => typeof now.get('cpu.usage')?.value === 'number';
    await eventually(read, isMeasured, 30, 'its CPU');

    const info = await printed('nodeinfo');
    const [memoryBefore, cpuBefore] = [await printed('nodememstats'), await printed('nodecpustats')];
    const start = Date.now() / 1000;
    const now = await eventually(read, () => Date.now() / 1000 > start + 6, 30, 'six seconds');
    const end = Date.now() / 1000;
    const [memoryAfter, cpuAfter] = [await printed('nodememstats'), await printed('nodecpustats')];

    const value = (name: string): number => now.get(name)?.value ?? NaN;
    assert.equal(value('cpu.count'), info['CPU(s)']);
    assert.equal(value('memory.total'), (memoryBefore['total'] ?? 0) * 1024);
    const isBetween = (name: string, of: (stats: Record<string, number>) => number): void => {
      const slack = (memoryBefore['total'] ?? 0) * 0.05;
      const bounds = [of(memoryBefore), of(memoryAfter)];
      const kib = value(name) / 1024;
      assert.ok(
        kib > Math.min(...bounds) - slack && kib < Math.max(...bounds) + slack,
        `${name}: ${kib} KiB, virsh ${bounds.join(' and ')}`,
      );
    };
    isBetween('memory.free', ({ free = NaN }) => free);
    isBetween(
      'memory.used',
      ({ total = NaN, free = NaN, buffers = NaN, cached = NaN }) => total - free - buffers - cached,
    );

    const passed = (name: string): number => (cpuAfter[name] ?? NaN) - (cpuBefore[name] ?? NaN);
    const busy = passed('user') + passed('system');
    const theirs = busy / (busy + passed('idle') + passed('iowait'));
    const { columns } = await program.json<{ columns: Record<string, (number | null)[]> }>(
      `/metrics/host/${host.id}/history?metrics=cpu.usage&start=${start}&end=${end}`,
    );
    const rows = (columns['cpu.usage'] ?? []).filter((row) => row !== null);
    const ours = rows.reduce((sum, row) => sum + row, 0) / rows.length;
    assert.ok(rows.length >= 4, `${rows.length} rows`);
    assert.ok(Math.abs(ours - theirs) < 0.15, `usage ${ours}, of virsh ${theirs}`);
    assert.equal(now.get('load.1m')?.reasonCode, 'only-on-host');
    console.log(
      `CPU ${ours.toFixed(3)}, of virsh ${theirs.toFixed(3)}; labels ${JSON.stringify(host.labels)}`,
    );
  });
});

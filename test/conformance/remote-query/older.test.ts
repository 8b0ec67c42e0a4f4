import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { getJson, makeTestApi } from '../../../src/api/fixture.ts';
import type { Clock } from '../../../src/model/clock.ts';
import type { Entity } from '../../../src/model/entity.ts';
import { RemoteEngine, RemoteHistory } from '../../../src/remote/query/mod.ts';
import { openStore, type HistoryColumn, type Store } from '../../../src/store/mod.ts';
import { compress } from 'snappyjs';
import { encodeLabels } from '../../../src/remote/write/labels/encoded-labels.ts';
import { WriteRequest } from '../../../src/remote/write/write-request.ts';
import { TestEnvironment, stepMs } from '../../../src/remote/write/test-environment.ts';
import { settle } from '../../fake-clock.ts';
import { isMissing, RealReceiver, type KindName } from '../remote-write/receivers.ts';

const minute = 60_000;
const minutes = 30;
const metrics = ['cpu.usage', 'cpu.0.usage', 'disk.vda.read.bytes', 'raw.x "y"'];
const earlierMetric = 'memory.host';
const names = ['web "1" \\ ü', 'db|2', 'gone.3'];

/** A value that says where it belongs, exact in binary and in decimal; every 50th is unknown. */
function valueOf(interval: number, vm: number, metric: number): number {
  return interval % 50 === 49 ? Number.NaN : interval * 8 + vm * 0.5 + metric * 0.125;
}

interface Past extends AsyncDisposable {
  readonly vms: readonly Entity[];
  readonly startMs: number;
  readonly endMs: number;
  /** Has no rows of its own, and knows none of the VMs. */
  readonly empty: Store;
  readonly engine: RemoteEngine;
  readonly history: RemoteHistory;
  readonly clock: Clock;
}

interface Shown {
  readonly id: string;
  readonly metric: string;
  readonly data: readonly number[];
}

/** Half an hour that one virtscope wrote to a receiver, and a new one that asks there. */
async function makePast(kind: KindName, hosts: readonly string[] = []): Promise<Past> {
  await using stack = new AsyncDisposableStack();
  const receiver = stack.use(new RealReceiver(kind));
  await receiver.start();
  // On the grid of all rows that are asked for.
  const startMs = Math.floor(Date.now() / (5 * minute) - 12) * 5 * minute;
  const environment = stack.use(new TestEnvironment(startMs));
  const writer = await environment.write({ url: receiver.writeUrl, instance: 'lab' });
  const vms = names.map((name, i) => environment.enter({ id: `v.${i}`, name }));
  for (let interval = 1; interval <= minutes * 12; interval++) {
    await environment.clock.advance(stepMs);
    environment.poll(vms.flatMap((vm, v) => metrics.map((name, m) => [vm, name, valueOf(interval, v, m)] as const))); // prettier-ignore
    await settle();
    while (writer.status().queuedBatches > 0) await setTimeout(1);
  }
  assert.deepEqual([writer.status().state, writer.status().droppedSamples], ['ok', 0]);
  await writeWithHosts(receiver, hosts, startMs);
  await receiver.flush();
  const directory = mkdtempSync(join(tmpdir(), 'virtscope-older-'));
  stack.defer(() => rmSync(directory, { recursive: true }));
  const lengths = [
    { rowMs: stepMs, rows: 120 },
    { rowMs: minute, rows: 120 },
  ];
  const empty = await openStore({
    directory,
    stepMs,
    rows: 120,
    syncRows: 1,
    archives: { VM: lengths, host: lengths, source: lengths },
    clock: environment.clock,
  });
  stack.defer(() => empty.close());
  const engine = new RemoteEngine({ url: receiver.url, labels: { instance: 'lab' } }, environment.clock);
  const history = new RemoteHistory({ own: empty, engine, clock: environment.clock });
  const kept = stack.move();
  const endMs = startMs + minutes * minute;
  return {
    vms,
    startMs,
    endMs,
    empty,
    engine,
    history,
    clock: environment.clock,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Writes a metric of the first VM as an earlier virtscope did: with the label `host`, for a like part of the time on each. */
async function writeWithHosts(
  receiver: RealReceiver,
  hosts: readonly string[],
  startMs: number,
): Promise<void> {
  const request = new WriteRequest();
  const none = new Uint8Array(0);
  const count = (minutes * 12) / hosts.length;
  for (const [i, host] of hosts.entries()) {
    const name = encodeLabels([['__name__', 'virtscope_vm_memory_host_bytes'], ['host', host], ['instance', 'lab'], ['name', 'x'], ['uuid', 'v.0']]); // prettier-ignore
    const times = Array.from({ length: count }, (_, at) => startMs + (i * count + at + 1) * stepMs);
    request.add(
      { name, head: none, label: none, tail: none },
      times,
      times.map(() => i + 1),
    );
  }
  if (hosts.length === 0) return;
  const headers = { 'Content-Type': 'application/x-protobuf', 'Content-Encoding': 'snappy' };
  const { status } = await fetch(receiver.writeUrl, {
    method: 'POST',
    headers,
    body: compress(request.bytes()),
  });
  assert.ok(status < 300, `HTTP ${status}`);
}

type Key = Pick<HistoryColumn, 'entity' | 'metric' | 'cf'>;

/** What the rows of a column must be: each of so many intervals. */
function wanted({ vms }: Past, { entity, metric, cf }: Key, intervalsInRow: number): number[] {
  const [vm, m] = [vms.indexOf(entity), metrics.indexOf(metric)];
  return Array.from({ length: (minutes * 12) / intervalsInRow }, (_, row) => {
    const points = Array.from({ length: intervalsInRow }, (__, i) => valueOf(row * intervalsInRow + i + 1, vm, m)); // prettier-ignore
    const known = points.filter((value) => !Number.isNaN(value));
    if (known.length === 0) return Number.NaN;
    if (cf === 'MIN') return Math.min(...known);
    if (cf === 'MAX') return Math.max(...known);
    return known.reduce((sum, value) => sum + value) / known.length;
  });
}

for (const kind of ['Prometheus', 'VictoriaMetrics'] as const) {
  describe(`remote query of ${kind}`, { skip: isMissing(kind) }, () => {
    it('gives what was written, of machines that are not known here, fine and in coarser rows', async () => {
      await using past = await makePast(kind);
      const { vms: entities, startMs: start, endMs: end, history: reader } = past;
      const f = async (rowMs: number): Promise<void> => {
        const cfs = ['AVERAGE', 'MIN', 'MAX'] as const;
        const history = await reader.history({ entities, metrics, start, end, stepMs: rowMs, cfs, remote: true }); // prettier-ignore
        assert.deepEqual([history.start, history.end, history.stepMs], [start, end, rowMs]);
        assert.equal(history.notes, undefined);
        assert.equal(history.columns.length, entities.length * metrics.length * cfs.length);
        for (const column of history.columns) {
          const near = (values: Iterable<number>): number[] => Array.from(values, (value) => Number(value.toPrecision(12))); // prettier-ignore
          const want = wanted(past, column, rowMs / stepMs);
          assert.deepEqual(near(column.values), near(want), `${column.entity.name} ${column.metric} ${column.cf}`); // prettier-ignore
        }
      };
      await f(stepMs);
      await f(minute);
      await f(5 * minute);
    });

    it('is behind the history of a fleet over HTTP', async () => {
      await using past = await makePast(kind);
      const { empty: store, engine, history, clock, startMs, endMs, vms } = past;
      const remoteQuery = () => engine.status();
      await using api = await makeTestApi({ store, history, remoteQuery, clock });
      const url = `/metrics/VM/history?metrics=cpu.usage&ids=${vms.map(({ id }) => id).join()},nobody&start=${startMs / 1000}&end=${endMs / 1000}&step=60`; // prettier-ignore
      const { series, ...rest } = (await getJson(api, url, 'Series')) as { series: Shown[] };
      assert.deepEqual(rest, { start: startMs / 1000, end: endMs / 1000, step: 60 });
      const want = vms.map((entity) => {
        const row = wanted(past, { entity, metric: 'cpu.usage', cf: 'AVERAGE' }, minute / stepMs);
        return { id: entity.id, metric: 'cpu.usage', data: row.map((value) => Number(value.toPrecision(6))) };
      });
      assert.deepEqual(series, want);
    });

    it('finds rows of an earlier virtscope, whose series had the name of the host as a label', async () => {
      await using past = await makePast(kind, ['one', 'two']);
      const { vms: entities, startMs: start, endMs: end, history: reader } = past;
      const cfs = ['AVERAGE'] as const;
      const query = { entities, metrics: [earlierMetric], start, end, stepMs: minute, cfs, remote: true };
      const { columns } = await reader.history(query);
      const rows = columns.map(({ values }) => Array.from(values));
      // One half under each of two hosts, the VM having migrated.
      const want = Array.from({ length: minutes }, (_, row) => (row < minutes / 2 ? 1 : 2));
      assert.deepEqual(rows, [want]);
    });

    it('reports nothing for what was never written', async () => {
      await using past = await makePast(kind);
      const { vms: entities, startMs, endMs: end, history } = past;
      const query = { entities, metrics: ['cpu.steal'], end, remote: true };
      const never = await history.history({ ...query, start: startMs });
      assert.deepEqual([never.columns, never.notes], [[], undefined]);
      const before = await history.history({ ...query, metrics, start: startMs - 600 * minute, stepMs: minute }); // prettier-ignore
      assert.equal(before.start, startMs);
    });
  });
}

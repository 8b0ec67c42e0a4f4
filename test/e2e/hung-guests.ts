import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { hang, virsh, wake } from '../../lab/mod.ts';
import { eventually, type Program } from '../program.ts';
import type { Table } from './lab.ts';

/** What needs no monitor, and what only a monitor tells. */
const free = ['cpu.cores', 'cpu.0.usage', 'balloon.current', 'net.rx.bytes'];
const monitored = ['memory.host', 'disk.read.requests', 'cpu.steal'];
/** Polls that each state is watched for. */
const POLLS = 3;

/**
 * Stops two of ten guests, then a third, of a program that does not see their processes: what stays live, how many calls
 * and workers of the daemon hang, and that all heal.
 */
export async function hangTwoThenThree(program: Program, names: readonly string[]): Promise<void> {
  const read = (): Promise<Table> =>
    program.json<Table>(`/metrics/VM?columns=${[...free, ...monitored].join()}`);
  const stuckCalls = (): Promise<number> =>
    program.json<number>('/metrics/source/libvirt/calls.stuck/instantaneous');
  const reason = (table: Table, name: string, column: string): string | null => {
    const row = table.names.indexOf(name);
    return table.columns[column]?.[row] == null ? (table.reasons[column]?.[row] ?? 'absent') : null;
  };
  const isWhole = (table: Table, name: string): boolean =>
    [...free, ...monitored].every((column) => reason(table, name, column) === null);
  const isStuck = (table: Table, name: string): boolean =>
    table.conditions[table.names.indexOf(name)]?.kind === 'stuck';
  const next = (after: Table): Promise<Table> =>
    eventually(read, ({ time }) => time > after.time, 30, 'the next poll');
  /** Watches some polls; `lacks` has the reason for which a guest lacks what only a monitor tells, null for none. */
  const watch = async (hung: readonly string[], lacks: (name: string) => string | null): Promise<void> => {
    let table = await eventually(
      read,
      (now) => hung.every((name) => isStuck(now, name)),
      30,
      'the stuck guests',
    );
    const misses: string[] = [];
    for (let poll = 0; poll < POLLS; poll++) {
      table = await next(table);
      for (const name of names) {
        for (const column of free) assert.equal(reason(table, name, column), null, `${name} ${column}`);
        for (const column of monitored) {
          const why = reason(table, name, column);
          if (why !== lacks(name)) misses.push(`${name} ${column}: ${why}`);
        }
      }
      const calls = await stuckCalls();
      assert.ok(calls <= 3, `${calls} calls hang`);
    }
    await eventually(stuckCalls, (calls) => calls === hung.length, 30, 'as many calls that hang as guests');
    // The daemon itself holds a guest for a moment now and then.
    assert.ok(
      misses.length <= monitored.length && misses.every((miss) => miss.endsWith('monitor-busy')),
      misses.join('\n'),
    );
    await eventually(
      async () => busyWorkers(),
      (busy) => busy <= hung.length,
      30,
      'workers that hang',
    );
    assert.ok((await virsh(['list', '--name'])).includes(names.at(-1) ?? '?'), 'the daemon serves others');
  };

  await eventually(read, (now) => names.every((name) => isWhole(now, name)), 40, 'all live');
  const [first = '', second = '', ...others] = names;
  const third = others[3] ?? '';
  const two = [first, second];
  const three = [...two, third];
  two.forEach(hang);
  try {
    await watch(two, (name) => (two.includes(name) ? 'stuck' : null));
    hang(third);
    await watch(three, (name) => (three.includes(name) ? 'stuck' : 'protecting'));
  } finally {
    three.forEach(wake);
  }
  let table = await read();
  // The poll under way, and two.
  for (let poll = 0; poll < 3 && !names.every((name) => isWhole(table, name)); poll++)
    table = await next(table);
  assert.deepEqual(
    names.filter((name) => isStuck(table, name) || !isWhole(table, name)),
    [],
    'all whole within two intervals',
  );
  assert.equal(await stuckCalls(), 0);
}

/** Workers of libvirtd that are with a call. */
function busyWorkers(): number {
  const info = execFileSync('virt-admin', ['srv-threadpool-info', 'libvirtd'], { encoding: 'utf8' });
  const of = (name: string): number =>
    Number(new RegExp(`^${name}\\s*: (\\d+)$`, 'm').exec(info)?.[1] ?? NaN);
  return of('nWorkers') - of('freeWorkers');
}

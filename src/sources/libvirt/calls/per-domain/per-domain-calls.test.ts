import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startTestDemo, type TestDemo } from '../../../../demo/test-demo.ts';
import { systemClock } from '../../../../model/clock.ts';
import { reasonCode } from '../../../../model/reason.ts';
import type { LibvirtConfig } from '../../config.ts';
import { createLibvirtSource } from '../../mod.ts';
import { rawFields } from '../../raw-fields.ts';

/** A source of a demo, and its values by the name of the VM. */
function read({ uri }: TestDemo, config: Pick<LibvirtConfig, 'clock' | 'intervalMs'>) {
  const source = createLibvirtSource({
    id: 'libvirt',
    name: 'demo',
    uri,
    hostId: null,
    claimHost: null,
    demo: false,
    inFlight: null,
    watchProcesses: false,
    guestAgentSeconds: null,
    factsMs: null,
    raw: rawFields('none', 0),
    ...config,
  });
  const values = new Map<string, number | string>();
  const states = new Map<string, string>();
  const poll = async (): Promise<void> => {
    const { values: row, reasons } = await source.poll(new AbortController().signal);
    values.clear();
    states.clear();
    for (const entity of source.series.entities()) {
      if (entity.class !== 'VM') continue;
      states.set(entity.name, entity.state);
      for (const [metric, slot] of source.series.metrics(entity)) {
        const value = row[slot] ?? NaN;
        values.set(`${entity.name} ${metric}`, Number.isNaN(value) ? reasonCode(reasons[slot] ?? 0) : value);
      }
    }
  };
  return { source, values, states, poll, [Symbol.asyncDispose]: () => source.close() };
}

const conditions = ({ source }: ReturnType<typeof read>): string[] =>
  source.status().conditions.map(({ kind, reason }) => `${kind}: ${reason}`);

/** What only bulk statistics have. */
const bulkOnly = /steal|capacity|allocation|physical/;

describe('PerDomainCalls, of a driver without bulk statistics', () => {
  it('read the states and the values that bulk statistics have, and give the source a condition', async () => {
    const polled = async (bulk: boolean) => {
      await using demo = await startTestDemo({ bulk });
      demo.server.command('db-01', 'pause');
      await using own = read(demo, { clock: demo.clock, intervalMs: 5000 });
      for (let n = 0; n < 4; n++) {
        await demo.clock.advance(5000);
        await own.poll();
      }
      return { values: own.values, states: own.states, conditions: conditions(own) };
    };
    const [want, got] = [await polled(true), await polled(false)];
    assert.deepEqual(got.states, want.states);
    const known = [...want.values].filter(
      ([name, value]) => typeof value === 'number' && !bulkOnly.test(name),
    );
    assert.ok(known.length > 300, String(known.length));
    assert.deepEqual(
      known.map(([name]) => [name, got.values.get(name)]),
      known,
    );
    const has = [...got.values].filter(
      ([name, value]) => typeof value === 'number' && want.values.get(name) !== value,
    );
    assert.deepEqual(has, []);
    assert.deepEqual(want.conditions, []);
    assert.deepEqual(got.conditions, [
      'no-bulk-statistics: The driver of this hypervisor has no bulk statistics: each VM is asked by itself',
    ]);
  });

  it('leave a VM that hangs to itself, which keeps processor time and memory size', async () => {
    await using demo = await startTestDemo({ bulk: false });
    await using own = read(demo, { clock: systemClock, intervalMs: 500 });
    const until = async (isSo: () => boolean): Promise<void> => {
      do await own.poll();
      while (!isSo());
    };
    const others = ['app-01', 'cache-01', 'db-01'];
    const isKnown = (name: string): boolean => typeof own.values.get(name) === 'number';
    await until(() => [...others, 'web-01'].every((name) => isKnown(`${name} disk.vda.read.bytes`)));
    demo.server.command('web-01', 'hang');
    await own.poll();
    await demo.clock.advance(10_000);
    await until(() => own.values.get('web-01 memory.host') === 'stuck');
    assert.deepEqual(
      others.map((name) => isKnown(`${name} disk.vda.read.bytes`) && isKnown(`${name} memory.host`)),
      [true, true, true],
    );
    assert.ok(isKnown('web-01 cpu.usage') && isKnown('web-01 balloon.current'));
    assert.equal(own.source.stuckCalls, 1);
    demo.server.command('web-01', 'wake');
    await until(() => isKnown('web-01 memory.host') && isKnown('web-01 disk.vda.read.bytes'));
    assert.equal(own.source.stuckCalls, 0);
  });

  it('ask 128 VMs a poll in turn', async () => {
    await using demo = await startTestDemo({ bulk: false, guests: 140 });
    await using own = read(demo, { clock: demo.clock, intervalMs: 5000 });
    const asked = new Set<string>();
    const numbers: number[] = [];
    for (let n = 0; n < 3; n++) {
      await own.poll();
      for (const [name, value] of own.values)
        if (name.endsWith(' balloon.maximum') && typeof value === 'number') asked.add(name);
      numbers.push(asked.size);
      await demo.clock.advance(5000);
    }
    const running = [...own.states.values()].filter((state) => state !== 'shutoff').length;
    assert.ok(
      numbers.every((number, n) => number <= 128 * (n + 1)),
      String(numbers),
    );
    assert.equal(asked.size, running);
    assert.match(conditions(own).join(), /, 128 a poll in turn$/);
  });
});

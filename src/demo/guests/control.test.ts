import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FakeClock } from '../../../test/fake-clock.ts';
import type { Command } from './control.ts';
import { workedMs } from './state-machine.ts';
import { NOON } from '../test-demo.ts';
import { World } from './world.ts';

function start(calm = true) {
  const clock = new FakeClock(NOON);
  const world = new World({ guests: 13, seed: 1, calm }, clock);
  const phase = (name: string) => world.phase(world.byName(name)!);
  const stateOf = (name: string) => {
    const { state, reason, hung, works, up, on } = phase(name);
    return { state, reason, hung, works, up, on, id: world.domain(world.byName(name)!).id };
  };
  return { clock, world, phase, stateOf };
}

describe('World.command', () => {
  it('obeys a command, and the guest keeps its work where it continues', () => {
    const { clock, world, phase, stateOf } = start();
    const { id, ...rest } = stateOf('web-01');
    assert.deepEqual(rest, { state: 1, reason: 1, hung: false, works: true, up: true, on: true });
    const worked = workedMs(phase('web-01'), clock.now());
    world.command('web-01', 'pause');
    clock.pass(60_000);
    assert.deepEqual(stateOf('web-01'), { ...rest, id, state: 3, reason: 1, works: false });
    world.command('web-01', 'resume');
    assert.deepEqual(stateOf('web-01'), { ...rest, id, reason: 5 });
    assert.equal(workedMs(phase('web-01'), clock.now()), worked);
    world.command('web-01', 'hang');
    assert.deepEqual(stateOf('web-01'), { ...rest, id, reason: 5, hung: true, works: false });
    world.command('web-01', 'wake');
    world.command('web-01', 'attach');
    assert.equal(phase('web-01').extraSince, worked);
    world.command('web-01', 'detach');
    assert.equal(phase('web-01').extraSince, -1);
  });

  it('gives a guest that is started again another id and no work, and lets it boot', () => {
    const { clock, world, phase, stateOf } = start();
    const before = stateOf('web-01').id;
    world.command('web-01', 'stop');
    assert.deepEqual(stateOf('web-01'), {
      state: 5,
      reason: 2,
      hung: false,
      works: false,
      up: true,
      on: false,
      id: -1,
    });
    world.command('web-01', 'start');
    assert.equal(stateOf('web-01').up, false);
    assert.notEqual(stateOf('web-01').id, before);
    assert.equal(world.byId(before), null);
    clock.pass(10_000);
    assert.equal(stateOf('web-01').up, true);
    assert.equal(workedMs(phase('web-01'), clock.now()), 10_000);
  });

  it('refuses what a guest is in no state for', () => {
    const { world } = start();
    world.command('db-01', 'hang');
    const f = (name: string, command: Command, want: string) =>
      assert.throws(() => world.command(name, command), { code: 'CONTROL_REFUSED', message: want });
    f('nobody', 'stop', 'Cannot stop guest "nobody": there is no such guest');
    f('web-01', 'start', 'Cannot start guest: it is on already');
    f('web-01', 'wake', 'Cannot wake guest: it is not hung');
    f('web-01', 'resume', 'Cannot resume guest: it is not paused');
    f('web-01', 'detach', 'Cannot detach guest: it is without an extra disk');
    f('golden-image', 'pause', 'Cannot pause guest: it is not running');
    f('golden-image', 'hang', 'Cannot hang guest: it is off');
    f('golden-image', 'stop', 'Cannot stop guest: it is off already');
    f('db-01', 'hang', 'Cannot hang guest: it is hung already');
  });

  it("ends the guest's own schedules", () => {
    const { clock, world, stateOf } = start(false);
    // Restarts every five minutes without commands.
    world.command('app-01', stateOf('app-01').on ? 'stop' : 'start');
    const commanded = stateOf('app-01').state;
    clock.pass(3_600_000);
    assert.equal(stateOf('app-01').state, commanded);
  });
});

describe('World', () => {
  it('gives every guest that is on an id of its own', () => {
    const { clock, world } = start(false);
    for (let minutes = 0; minutes < 30; minutes++) {
      const ids = world.guests.map((guest) => world.domain(guest).id).filter((id) => id !== -1);
      assert.equal(new Set(ids).size, ids.length);
      for (const id of ids) assert.equal(world.domain(world.byId(id)!).id, id);
      clock.pass(60_000);
    }
  });
});

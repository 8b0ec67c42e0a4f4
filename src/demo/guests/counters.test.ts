import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { availableKib, readCounters } from './counters.ts';
import { ALL_GROUPS, GROUP } from '../records/groups.ts';
import { createFleet, type Guest } from './guest.ts';
import { phaseAt, type Phase } from './state-machine.ts';
import { DISK_SLOT, diskSlot, NIC_SLOT, nicSlot, SLOT, slotCount, VCPU_SLOT, vcpuSlot } from './slots.ts';

const NOON = Date.UTC(2026, 10, 20, 12);
const guests = createFleet({ seed: 7, guests: 60, calm: false });
/** Running for years: their numbers are as large as they get. */
const old = createFleet({ seed: 7, guests: 60, calm: true });

function read(guest: Guest, now: number, phase: Phase = phaseAt(guest.schedule, now)): Float64Array {
  const out = new Float64Array(slotCount(guest)).fill(Number.NaN);
  readCounters(guest, phase, now, ALL_GROUPS, out);
  return out;
}

/** Slots of what only ever grows during a run. */
function counterSlots(guest: Guest, phase: Phase): number[] {
  const { cpuTime, cpuUser, cpuSystem, haltPollFail, swapIn, swapOut, majorFaults, minorFaults } = SLOT;
  const vcpus = guest.vcpuShares.flatMap((_, v) => {
    const { exits, haltExits, injections, haltWait, time, delay } = VCPU_SLOT;
    const kvm = guest.kvmStats ? [exits, haltExits, injections, haltWait] : [];
    return [time, delay, ...kvm].map((slot) => vcpuSlot(v) + slot);
  });
  const nics = guest.nics.flatMap((_, n) => Object.values(NIC_SLOT).map((slot) => nicSlot(guest, n) + slot));
  const disks = [...guest.disks, ...(phase.extraSince < 0 ? [] : [guest.extraDisk])];
  const blocks = disks.flatMap((_, d) => Object.values(DISK_SLOT).map((slot) => diskSlot(guest, d) + slot));
  return [
    cpuTime,
    cpuUser,
    cpuSystem,
    haltPollFail,
    swapIn,
    swapOut,
    majorFaults,
    minorFaults,
    ...vcpus,
    ...nics,
    ...blocks,
  ];
}

describe('readCounters', () => {
  it('never goes back within a run, however close or far two readings are', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...guests, ...old),
        fc.nat(1e9),
        fc.oneof(fc.nat(20), fc.nat(1e9)),
        (guest, ms, later) => {
          const phase = phaseAt(guest.schedule, NOON + ms);
          const next = phaseAt(guest.schedule, NOON + ms + later);
          const before = read(guest, NOON + ms);
          const after = read(guest, NOON + ms + later);
          if (!phase.on || next.run !== phase.run || next.extraSince !== phase.extraSince) return;
          for (const slot of counterSlots(guest, phase)) {
            assert.ok(
              after[slot]! >= before[slot]!,
              `${guest.name} slot ${slot}: ${before[slot]} then ${after[slot]}`,
            );
            assert.ok(Number.isInteger(before[slot]) && before[slot]! >= 0);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('gives the same numbers for a moment whatever was read before', () => {
    const guest = guests[1]!;
    const alone = read(guest, NOON);
    for (const other of guests) read(other, NOON - 1000);
    assert.deepEqual(read(guest, NOON), alone);
  });

  it('gives a vCPU no more time than has passed, with what it waited', () => {
    for (const guest of guests) {
      for (let s = 0; s < 900; s += 90) {
        const [before, after] = [read(guest, NOON + s * 1000), read(guest, NOON + (s + 90) * 1000)];
        if (
          phaseAt(guest.schedule, NOON + s * 1000).run !== phaseAt(guest.schedule, NOON + (s + 90) * 1000).run
        )
          continue;
        for (let v = 0; v < guest.vcpus; v++) {
          const grown = (slot: number) => after[vcpuSlot(v) + slot]! - before[vcpuSlot(v) + slot]!;
          assert.ok(grown(VCPU_SLOT.time) + grown(VCPU_SLOT.delay) <= 90e9 + 1e7);
        }
      }
    }
  });

  it('stands still while a guest is paused or hung', () => {
    const still = guests.flatMap((guest) => {
      let phase = phaseAt(guest.schedule, NOON);
      for (let i = 0; i < 8 && phase.until < NOON + 600_000; i++) {
        if (phase.on && !phase.works) return [{ guest, phase }];
        phase = phaseAt(guest.schedule, phase.until);
      }
      return [];
    });
    assert.ok(still.some(({ phase }) => phase.hung) && still.some(({ phase }) => phase.state === 3));
    for (const { guest, phase } of still) {
      assert.deepEqual(read(guest, phase.until - 1), read(guest, phase.from));
    }
  });

  it('keeps memory and disks within their bounds', () => {
    for (const guest of guests) {
      for (let hour = 0; hour < 30; hour++) {
        const values = read(guest, NOON + hour * 3_600_000);
        assert.ok(values[SLOT.unused]! >= 0 && values[SLOT.unused]! <= values[SLOT.usable]!);
        assert.ok(values[SLOT.usable]! <= availableKib(guest) && availableKib(guest) < guest.memoryKib);
        assert.ok(values[SLOT.lastUpdate]! * 1000 <= NOON + hour * 3_600_000);
        guest.disks.forEach((disk, d) => {
          assert.ok(values[diskSlot(guest, d) + DISK_SLOT.allocation]! <= disk.capacityBytes);
        });
      }
    }
  });

  it('reports memory every five seconds, or never again where the driver has stopped', () => {
    const reportOf = (name: string, ms: number) =>
      read(
        guests.find((guest) => guest.name === name)!,
        NOON + ms,
      )[SLOT.lastUpdate]!;
    assert.equal(reportOf('web-01', 5000) - reportOf('web-01', 0), 5);
    assert.equal(reportOf('mail server', 3_600_000), reportOf('mail server', 0));
  });

  it("gives the daemon's own CPU time for a guest that is off", () => {
    const off = guests.find((guest) => guest.name === 'golden-image')!;
    const values = read(off, NOON);
    assert.ok(values[SLOT.cpuTime]! > 0);
    assert.equal(values[SLOT.cpuTime], values[SLOT.cpuUser]! + values[SLOT.cpuSystem]!);
    assert.ok(read(off, NOON + 60_000)[SLOT.cpuTime]! > values[SLOT.cpuTime]!);
  });

  it('counts a disk that was attached later from its attachment', () => {
    const guest = guests.find((one) => one.schedule.incidents.some(({ kind }) => kind === 'disk'))!;
    let phase = phaseAt(guest.schedule, NOON);
    while (phase.extraSince < 0) phase = phaseAt(guest.schedule, phase.until);
    const at = diskSlot(guest, guest.disks.length);
    assert.equal(read(guest, phase.from)[at + DISK_SLOT.writeBytes], 0);
    assert.ok(read(guest, phase.until - 1)[at + DISK_SLOT.writeBytes]! > 0);
    assert.ok(read(guest, phase.from)[diskSlot(guest, 0) + DISK_SLOT.writeBytes]! > 0);
  });

  it('fills in the groups asked for and no others', () => {
    const out = new Float64Array(slotCount(guests[0]!)).fill(-1);
    readCounters(guests[0]!, phaseAt(guests[0]!.schedule, NOON), NOON, GROUP.interface, out);
    assert.equal(out[SLOT.cpuTime], -1);
    assert.ok(out[nicSlot(guests[0]!, 0)]! > 0);
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isLabGuest, planGuests, type GuestCounts } from './guest.ts';

const MANY: GuestCounts = { linux: 300, sleepers: 300, workers: 300, paused: 300 };

test('planGuests gives every guest a name, UUID, MAC, tap and address of its own', () => {
  const guests = planGuests(MANY, 'lite', { linux: 'tcg', small: 'kvm' });
  assert.equal(guests.length, 1200);
  for (const key of ['name', 'uuid', 'mac', 'tap', 'ip'] as const) {
    assert.equal(new Set(guests.map((guest) => guest[key])).size, 1200, key);
  }
});

test('planGuests gives names that Linux and libvirt take', () => {
  for (const { tap, mac, ip, uuid } of planGuests(MANY, 'lite', { linux: 'tcg', small: 'kvm' })) {
    assert.ok(tap.length <= 15, tap);
    assert.match(mac, /^52:54:00(:[0-9a-f]{2}){3}$/);
    assert.match(ip, /^10\.77\.\d{1,3}\.\d{1,3}$/);
    assert.match(uuid, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  }
});

test('planGuests pauses Linux and small guests in turn', () => {
  const counts = { linux: 0, sleepers: 0, workers: 0, paused: 2 };
  const guests = planGuests(counts, 'lite', { linux: 'tcg', small: 'kvm' });
  assert.deepEqual(
    guests.map(({ name, system, accelerator }) => [name, system, accelerator]),
    [
      ['lab-paused001', 'linux', 'tcg'],
      ['lab-paused002', 'rom', 'kvm'],
    ],
  );
});

test('isLabGuest distinguishes guests of the lab from others', () => {
  const f = (name: string, uuid: string, want: boolean): void =>
    assert.equal(isLabGuest(name, uuid), want, `${name} ${uuid}`);
  for (const { name, uuid } of planGuests(MANY, 'idle', { linux: 'kvm', small: 'kvm' })) f(name, uuid, true);
  f('lab001', '9d9c1c1e-0000-4000-8000-000000000001', false);
  f('labour', '5f0e0000-770a-4000-8000-000000000001', false);
  f('production', '5f0e0000-770a-4000-8000-000000000001', false);
});

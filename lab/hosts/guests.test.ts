import assert from 'node:assert/strict';
import { test } from 'node:test';

import { planHostGuests, TWIN } from './guests.ts';
import { HOSTS } from './host.ts';

const guests = HOSTS.flatMap((host) => planHostGuests(host, 300, { linux: 'tcg', small: 'kvm' }));

test('planHostGuests gives every guest a UUID, MAC, tap, address and files of its own, whatever host it is on', () => {
  for (const key of ['uuid', 'mac', 'tap', 'ip', 'files'] as const)
    assert.equal(new Set(guests.map((guest) => guest[key])).size, 602, key);
  for (const { tap, mac, ip, uuid } of guests) {
    assert.ok(tap.length <= 15, tap);
    assert.match(mac, /^52:54:00(:[0-9a-f]{2}){3}$/);
    assert.match(ip, /^10\.77\.\d{1,3}\.(\d{1,2}|1\d\d|2[0-4]\d|25[0-4])$/);
    assert.match(uuid, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  }
});

test('planHostGuests gives one guest the same name on each host', () => {
  const names = guests.map(({ name }) => name);
  assert.equal(names.filter((name) => name === TWIN).length, HOSTS.length);
  assert.equal(new Set(names).size, names.length - HOSTS.length + 1);
});

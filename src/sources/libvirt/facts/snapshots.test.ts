import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knownTimes, oldestFact, snapshotTime } from './snapshots.ts';

test('snapshotTime has the time at which a snapshot was made, and no other of its XML', async () => {
  const f = async (inside: string, want: number | null): Promise<void> =>
    assert.equal(await snapshotTime(`<domainsnapshot>${inside}</domainsnapshot>`), want, inside);
  await f('<name>a</name><creationTime>1764000000</creationTime>', 1_764_000_000_000);
  await f('<domain><creationTime>1</creationTime></domain>', null);
  for (const no of ['', 'soon', '-1', '1e300', '0']) await f(`<creationTime>${no}</creationTime>`, null);
});

test('knownTimes asks again about a name after an hour, and forgets those that are gone', () => {
  const times = new Map([
    ['old', { time: 1, readAt: 0 }],
    ['new', { time: 2, readAt: 3_000_000 }],
    ['gone', { time: 3, readAt: 3_000_000 }],
  ]);
  const { known, missing } = knownTimes(['old', 'new', 'other'], times, 3_600_000);
  assert.deepEqual([[...known.keys()], missing], [['new'], ['old', 'other']]);
});

test('oldestFact is the oldest of the snapshots without a parent, unknown where not all are looked at', () => {
  const times = new Map([7, 5, null].map((time, n) => [String(n), { time, readAt: 0 }]));
  assert.equal(oldestFact(times, 3).value, 5);
  assert.match(oldestFact(times, 17).reason ?? '', /more snapshots without a parent/);
  assert.match(oldestFact(new Map(), 1).reason ?? '', /does not report it/);
});

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkArchives, parseArchives } from './archive-settings.ts';

it('parseArchives() reads spans of rows and nothing else', () => {
  const f = (text: string, want: string | null): void => {
    const archives = parseArchives(text, 5000);
    assert.equal(archives?.map(({ rowMs, rows }) => `${rowMs}x${rows}`).join(' ') ?? null, want, text);
  };
  f('10m', '5000x120');
  f('10m 1m:2h 1h:7d 1d:366d', '5000x120 60000x120 3600000x168 86400000x366');
  f(' xapi ', '5000x120 60000x120 3600000x168 86400000x366');
  f('xapi 1h:7d', null);
  f('XAPI', null);
  f('  10m   1m:90s ', '5000x120 60000x2');
  f('', null);
  f('5s:10m', null);
  f('10m 1m', null);
  f('10m 1m:2h:3d', null);
  f('10m 1m:', null);
  f('0s', null);
  f('10m 0s:1h', null);
});

it('checkArchives() refuses rows that cannot be made of each other', () => {
  const f = (text: string, intervalMs: number, want: string | null): void => {
    const archives = parseArchives(text, intervalMs) ?? [];
    const check = (): void => checkArchives({ VM: archives, host: [], source: [] }, intervalMs);
    if (want === null) return check();
    assert.throws(check, {
      code: 'CONFIG_INVALID',
      message: `Cannot keep history.archives.VM: rows of ${want}`,
    });
  };
  f('10m 1m:2h', 5000, null);
  f('10m 1m:2h', 7000, '1m are no multiple of the interval, 7s');
  f('10m 1h:2h 1m:2h', 5000, '1m must be longer than those before');
  f('10m 5s:2h', 5000, '5s must be longer than those before');
  f('10m 10s:999d', 5000, '10s are 8631360, at most 530000');
});

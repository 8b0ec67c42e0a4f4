import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ArgumentError } from '../error.ts';
import { DEFAULT_STATS, groupNames, parseGroups, STATS_FLAG } from './groups.ts';

describe('parseGroups', () => {
  it('takes names, aliases and masks', () => {
    const f = (wanted: Parameters<typeof parseGroups>[0], want: number) =>
      assert.equal(parseGroups(wanted), want);
    f('state', 1);
    f('cpu', 2);
    f('cpu-total, net', 18);
    f(['block', 'vm'], 0x420);
    f('0x3f', 63);
    f('63', 63);
    f('0xffffffff', 0xffff_ffff);
    f(0x8000_0001, 0x8000_0001);
    f(-1, 0xffff_ffff);
    f([], 0);
  });

  it('names the groups known when asked for another', () => {
    for (const word of ['', 'cpus', 'constructor', '-1', '4294967296', '0x']) {
      assert.throws(
        () => parseGroups(word),
        (error) => {
          assert.ok(error instanceof ArgumentError);
          assert.equal(error.code, 'UNKNOWN_GROUP');
          assert.match(error.message, /known are state, cpu-total, balloon/);
          return true;
        },
      );
    }
  });
});

describe('groupNames', () => {
  it('names the known bits of a mask', () => {
    assert.deepEqual(groupNames(DEFAULT_STATS), [
      'state',
      'cpu-total',
      'balloon',
      'vcpu',
      'interface',
      'block',
    ]);
    assert.deepEqual(groupNames(0x8000_0000), []);
  });
});

describe('STATS_FLAG', () => {
  it('combines without becoming negative when made unsigned', () => {
    assert.equal((STATS_FLAG.nowait | STATS_FLAG.enforce) >>> 0, 0xa000_0000);
  });
});

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { assert as check, constantFrom, oneof, property, string } from 'fast-check';
import { mountPointKey, mountPointOf } from './mount-point.ts';
import { lookup, instanceText, isSegment } from './vocabulary.ts';

it('mountPointKey is readable, and leads back to the mount point', () => {
  const f = (path: string, key: string): void => {
    assert.equal(mountPointKey(path), key);
    assert.equal(mountPointOf(key), path);
    assert.equal(lookup(`fs.${key}.used`)?.instance, key);
  };
  f('/', '_');
  f('/home', 'home');
  f('/var/lib/libvirt', 'var_lib_libvirt');
  f('/srv/a-b', 'srv_a-b');
  f('/srv/a.b', 'srv_a~2e~b');
  f('/srv/a_b', 'srv_a~_b');
  f('/数据', '数据');
  f('/备份', '备份');
  f('/mnt/données été', 'mnt_données~20~été');
  f('C:\\', '~~C~3a~~5c~');
  f('//', '~2f~');
  f('', '~~');
  f('~', '~~~7e~');
});

it('mountPointKey gives every path a key of its own, whatever a guest calls it', () => {
  const path = oneof(
    string({ unit: 'binary', maxLength: 30 }),
    string({ unit: constantFrom('/', '_', '~', '.', 'a', '5', 'f', '\uD800'), maxLength: 8 }),
  );
  check(
    property(path, (text) => {
      const key = mountPointKey(text);
      assert.ok(isSegment(key), key);
      assert.equal(mountPointOf(key), text);
    }),
    { numRuns: 2000 },
  );
});

it('mountPointKey of a long path is bounded, and still its own', () => {
  const [one, other] = ['x', 'y'].map((end) => mountPointKey(`/${'a/'.repeat(500)}${end}`));
  assert.ok(one && one.length <= 96 && isSegment(one));
  assert.notEqual(one, other);
  assert.equal(mountPointOf(one), null);
});

it('instanceText shows mount points that cannot be taken for another', () => {
  const f = (path: string, text: string): void => {
    const key = mountPointKey(path);
    const { metric } = lookup(`fs.${key}.used`) ?? {};
    assert.equal(metric && instanceText(metric, key), text);
  };
  f('/srv/a_b', '/srv/a_b');
  f('/数据', '/数据');
  f('C:\\', 'C:\\');
  f('/a\u0001', 'a~1~');
  f('a~1~', '~~a~7e~1~7e~');
  f('/a\u202Egnp', 'a~202e~gnp');
});

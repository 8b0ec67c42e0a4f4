import assert from 'node:assert/strict';
import { it } from 'node:test';
import { activityOf, CLASSES, classOfSegment, entityClasses, isEntityClass, isInactive } from './classes.ts';

it('gives each class a page of its own or none', () => {
  const paths = entityClasses.map((cls) => CLASSES[cls].path).filter((path) => path !== null);
  assert.equal(new Set(paths).size, paths.length);
  for (const cls of entityClasses) assert.ok(isEntityClass(cls), cls);
  assert.equal(isEntityClass('constructor'), false);
});

it('gives each class a part of an address that means no other', () => {
  for (const cls of entityClasses) {
    const { segment, parent } = CLASSES[cls];
    assert.equal(classOfSegment(segment), cls);
    assert.match(segment, /^\w+$/);
    assert.ok(!isEntityClass(segment) || segment === cls, segment);
    assert.ok(parent === null || isEntityClass(parent), cls);
  }
  assert.equal(classOfSegment('vm'), null);
});

it('gives the activity of a state; a state that is not in the table counts as running', () => {
  for (const [state, activity] of [
    ['running', 'running'],
    ['blocked', 'running'],
    ['paused', 'suspended'],
    ['shutoff', 'off'],
    ['gone', 'off'],
    ['crashed', 'failed'],
    ['unknown', 'unknown'],
    ['migrating', 'running'],
    ['toString', 'running'],
  ] as const) {
    assert.equal(activityOf('VM', state), activity, state);
  }
  const inactive = ['shutoff', 'crashed', 'gone', 'paused', 'unknown'].map((state) =>
    isInactive('VM', state),
  );
  assert.deepEqual(inactive, [true, true, true, false, false]);
  assert.deepEqual([activityOf('source', 'up'), activityOf('host', 'down')], ['running', 'failed']);
});

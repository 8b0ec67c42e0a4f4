import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Event } from '../../../../../src/api/wire/events.ts';
import { distanceText, eventsNear } from './around.ts';

test('distanceText() is in whole minutes from a minute on', () => {
  const f = (time: number, want: string): void => {
    assert.equal(distanceText(time, 1000).replaceAll('\u00a0', ' '), want);
  };
  f(1000.2, 'at once');
  f(970, '30 s before');
  f(1031, '31 s after');
  f(755, '4 min before');
  f(100, '15 min before');
});

test('eventsNear() has events of what is asked for, the nearest of many, oldest first', () => {
  const event = (time: number, cls: string, id: string): Event => ({ time, class: cls, id }) as Event;
  const ids = new Map([['VM', new Set(['a', 'b'])], ['host', new Set(['h'])]]); // prettier-ignore
  const f = (events: Event[], want: number[]): void => {
    assert.deepEqual(eventsNear(events, 100, ids).map(({ time }) => time), want); // prettier-ignore
  };
  f([event(90, 'VM', 'a'), event(95, 'VM', 'c'), event(99, 'host', 'a'), event(101, 'host', 'h')], [90, 101]);
  const many = Array.from({ length: 40 }, (_, i) => event(80 + i, 'VM', 'b'));
  f(many, Array.from({ length: 15 }, (_, i) => 93 + i)); // prettier-ignore
  f([], []);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../model/error.ts';
import { SharedFilters, type Numbered } from './shared-filters.ts';

interface Item extends Numbered {
  readonly bytes: number;
}

/** Filters over items, and how often an item was looked at. */
function make(): { filters: SharedFilters<Item>; looks: () => number } {
  let looks = 0;
  const filters = new SharedFilters<Item>({ bytes: { type: 'int', about: 'Bytes.' } }, ({ bytes }) => {
    looks++;
    return { bytes };
  });
  return { filters, looks: () => looks };
}

test('readers with the same filter ask about an item once', () => {
  const { filters, looks } = make();
  const [first, second, other] = ['bytes > 5', 'bytes > 5', 'bytes > 6'].map((text) => filters.test(text));
  const items = Array.from({ length: 3000 }, (_, i) => ({ sequence: i + 1, bytes: i % 10 }));
  for (const item of items) {
    assert.equal(first?.(item), item.bytes > 5);
    assert.equal(second?.(item), item.bytes > 5);
    assert.equal(other?.(item), item.bytes > 6);
  }
  assert.equal(looks(), 6000);
});

test('one that is far behind the others gets its own answers', () => {
  const { filters } = make();
  const isMeant = filters.test('bytes > 5');
  for (const sequence of [1, 1025, 2049, 1, 1025]) {
    assert.equal(isMeant({ sequence, bytes: sequence === 1025 ? 9 : 1 }), sequence === 1025);
  }
});

test('filters that nobody wrote of late are dropped, and stay good for those who have them', () => {
  const { filters } = make();
  const first = filters.test('bytes > 5');
  assert.equal(filters.test('bytes > 5'), first);
  for (let i = 0; i < 300; i++) filters.test(`bytes > ${i}`);
  assert.notEqual(filters.test('bytes > 5'), first);
  assert.ok(first({ sequence: 1, bytes: 6 }));
  assert.throws(() => filters.test('byte > 5'), InputError);
});

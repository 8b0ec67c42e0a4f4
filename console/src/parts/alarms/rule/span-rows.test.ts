import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowsOf } from './span-rows.ts';

test('rowsOf() has a row for each device, that which was raised last first', () => {
  const span = (instance: string | null, state: 'amber' | 'red', start: number, end: number) => {
    return { subject: '/metrics/VM/a', name: 'a', instance, state, start, end };
  };
  const rows = rowsOf([span('vda', 'amber', 1000, 1100), span(null, 'red', 1000, 1050), span('vda', 'red', 1100, 4100)]); // prettier-ignore
  assert.deepEqual(
    rows.map(({ text, uri, spans }) => `${text} ${uri} ${spans.map(({ state, from, to }) => `${state} ${from}–${to}`).join(' ')}`), // prettier-ignore
    [
      'a vda /metrics/VM/a?from=-400&to=5600 amber 1000–1100 red 1100–4100',
      'a /metrics/VM/a?from=400&to=1650 red 1000–1050',
    ],
  );
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { renderMetrics } from '../../../tools/render-metrics.ts';

test('docs/reference/metrics.md is what the vocabulary renders to', () => {
  const page = readFileSync(new URL('../../../docs/reference/metrics.md', import.meta.url), 'utf8');
  assert.equal(page, renderMetrics(), 'run node tools/render-metrics.ts');
});

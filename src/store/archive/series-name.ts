/**
 * What a series is called in the database of its class. Ids have no slash; metrics may.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { seriesName, splitName } from './series-name.ts';
 * assert.deepEqual(splitName(seriesName('4dea22b3', 'cpu.usage')), { id: '4dea22b3', metric: 'cpu.usage' });
 */
export function seriesName(id: string, metric: string): string {
  return `${id}/${metric}`;
}

/** The id and the metric of a series. */
export function splitName(name: string): { id: string; metric: string } {
  const slash = name.indexOf('/');
  return { id: name.slice(0, slash), metric: name.slice(slash + 1) };
}

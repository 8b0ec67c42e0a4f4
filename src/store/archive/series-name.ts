import type { DatabaseStorage } from '@virtscope/rrd';
import type { Entity } from '../../model/entity.ts';

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

/** What a metric of an entity is called in a database: under an id that the entity had before, where it is kept there. */
export function storedName(
  database: Pick<DatabaseStorage, 'has'>,
  { id, aliases }: Pick<Entity, 'id' | 'aliases'>,
  metric: string,
): string {
  const own = seriesName(id, metric);
  if (aliases.length === 0 || database.has(own)) return own;
  return aliases.map((alias) => seriesName(alias, metric)).find((name) => database.has(name)) ?? own;
}

/** The id and the metric of a series. */
export function splitName(name: string): { id: string; metric: string } {
  const slash = name.indexOf('/');
  return { id: name.slice(0, slash), metric: name.slice(slash + 1) };
}

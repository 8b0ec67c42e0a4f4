import type { EntityClass } from '../../model/entity.ts';
import type { Selector } from '../../model/select/mod.ts';
import type { LatestTable } from '../../store/mod.ts';
import type { Services } from '../context.ts';
import { rowsOf, selectedRows } from '../select/selection.ts';

/** Newest values of the entities of a class that a selector is true of; of all without one. */
export async function readTable(
  services: Services,
  cls: EntityClass,
  columns: readonly string[],
  selector: Selector | null,
): Promise<LatestTable> {
  const metrics = [...new Set([...columns, ...(selector?.metrics ?? [])])];
  const latest = await services.store.latestInSlices(cls, metrics);
  return selector ? rowsOf(latest, await selectedRows(services, latest, selector), columns) : latest;
}

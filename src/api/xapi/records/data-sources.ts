import type { Entity } from '../../../model/entity.ts';
import { lookup } from '../../../model/vocabulary.ts';
import type { Store } from '../../../store/mod.ts';
import { XapiFailure } from '../failure.ts';
import { dataSourcesOf, type DataSource } from '../names.ts';

/** XAPI's records of the data sources of an entity: the only place where it gives units. */
export function dataSourceRecords(store: Store, entity: Entity): object[] {
  return dataSourcesOf(entity, store.metrics(entity)).map(({ name, metric, rule }) => ({
    name_label: name,
    name_description: rule.description,
    enabled: true,
    standard: true,
    units: rule.units,
    min: 0,
    max: maximumOf({ name, metric, rule }) ?? 'Infinity',
    value: 0,
  }));
}

/** The newest value of a data source; NaN as XAPI's text where it is unknown. */
export function dataSourceValue(store: Store, entity: Entity, name: string): number | string {
  const found = dataSourcesOf(entity, store.metrics(entity)).find((each) => each.name === name);
  if (!found) throw new XapiFailure('INVALID_VALUE', 'data_source', name.slice(0, 80));
  const value = store.instant(entity, found.metric)?.value ?? null;
  return value === null ? 'NaN' : value * found.rule.factor;
}

/** In XAPI's unit; null where there is none. */
export function maximumOf({ metric, rule }: DataSource): number | null {
  const max = lookup(metric)?.metric.max;
  return max === undefined ? null : max * rule.factor;
}

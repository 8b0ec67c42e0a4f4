import { byNumber } from '../../lib/text/by-number.ts';
import type { Entity } from '../../model/entity.ts';
import { lookup } from '../../model/vocabulary.ts';
import { dataSourceRules, type DataSourceRule } from '../../model/xapi/data-source-rules.ts';

/** One series of an entity under XAPI's name. */
export interface DataSource {
  readonly name: string;
  /** Our metric. */
  readonly metric: string;
  readonly rule: DataSourceRule;
}

const rulesOfClass: ReadonlyMap<string, ReadonlyMap<string, readonly DataSourceRule[]>> = new Map(
  Array.from(
    Map.groupBy(dataSourceRules, (rule) => rule.class),
    ([cls, rules]) => [cls, Map.groupBy(rules, ({ metric }) => metric)] as const,
  ),
);
const places = new Map(dataSourceRules.map((rule, place) => [rule, place]));

/** The data sources that an entity's metrics are; what XAPI has no name for is left out. Names are unique. */
export function dataSourcesOf(entity: Entity, metrics: readonly string[]): DataSource[] {
  const found = new Map<string, DataSource>();
  const rules = rulesOfClass.get(entity.class);
  for (const metric of metrics) {
    const { metric: known, instance } = lookup(metric) ?? {};
    for (const rule of (known && rules?.get(known.pattern)) ?? []) {
      const text = instanceName(entity, rule, instance ?? '');
      if (text === null) continue;
      const name = instance === null ? rule.name : rule.name.replace('#', () => text);
      if (!found.has(name)) found.set(name, { name, metric, rule });
    }
  }
  const place = ({ rule }: DataSource): number => places.get(rule) ?? 0;
  return [...found.values()].sort((a, b) => place(a) - place(b) || byNumber(a.name, b.name));
}

/** An interface of a VM has its place among them, one of a host the name the system gives it; null: no longer there. */
function instanceName({ class: cls, devices }: Entity, rule: DataSourceRule, key: string): string | null {
  if (!rule.metric.startsWith('net.#')) return key;
  const nics = (devices ?? []).filter(({ kind }) => kind === 'net');
  const place = nics.findIndex((nic) => nic.key === key);
  if (place < 0) return null;
  return cls === 'host' ? (nics[place]?.labels['device'] ?? key) : String(place);
}

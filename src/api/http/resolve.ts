import { classOfSegment, entityClasses, isEntityClass, type EntityClass } from '../../model/classes.ts';
import { absenceOf } from '../../model/absence.ts';
import { FACTS, factNames, isFactName, type FactName } from '../../model/facts.ts';
import { hostOf, type Entity } from '../../model/entity.ts';
import { InputError } from '../../model/error.ts';
import { metrics as knownMetrics } from '../../model/metrics.ts';
import { Reason } from '../../model/reason.ts';
import { lookup, isSegment } from '../../model/vocabulary.ts';
import type { Sample, Store } from '../../store/mod.ts';
import { metricsPath } from './paths.ts';

const vocabulary = knownMetrics.map(({ pattern }) => pattern.split('.'));
/** Namesakes that a problem lists. */
const maxCandidates = 100;

/** The class of that name or part of an address. @throws InputError CLASS_UNKNOWN. */
export function classNamed(name: string): EntityClass {
  const cls = isEntityClass(name) ? name : classOfSegment(name);
  if (cls !== null) return cls;
  const known = entityClasses.join(', ');
  throw new InputError('CLASS_UNKNOWN', `Cannot find class ${quoted(name)}: there is ${known}`);
}

/** The entity of that id; a UUID is written in either case by people and tools. */
export function knownEntity(store: Store, cls: EntityClass, id: string): Entity | null {
  return store.entity(cls, id) ?? store.entity(cls, id.toLowerCase());
}

/** The entity of that id. @throws InputError VM_UNKNOWN or ENTITY_UNKNOWN. */
export function entityWithId(store: Store, cls: EntityClass, id: string): Entity {
  const entity = knownEntity(store, cls, id);
  if (entity) return entity;
  const code = cls === 'VM' ? 'VM_UNKNOWN' : 'ENTITY_UNKNOWN';
  throw new InputError(code, `Cannot find ${cls} ${quoted(id)}: no source reports it`);
}

/** Entities of that name; removed ones only where there is no other. */
export function namesakes(store: Store, cls: EntityClass, name: string): Entity[] {
  const present = store.entities(cls).filter((entity) => entity.name === name);
  return present.length > 0 ? present : store.past(cls).filter((entity) => entity.name === name);
}

/** The problem of a name that several entities have; `candidates` lists them. */
export function ambiguous(
  store: Store,
  cls: EntityClass,
  name: string,
  entities: readonly Entity[],
): InputError {
  const named = entities.slice(0, maxCandidates);
  const places = named.map((entity) => {
    const host = hostOf(entity);
    return host === null ? entity.id : `${entity.id} on ${store.entity('host', host)?.name ?? host}`;
  });
  const problem = `Cannot choose ${cls} ${quoted(name)}: ${entities.length} have that name: ${places.join(', ')}`;
  const candidates = named.map((entity) => ({
    id: entity.id,
    host: hostOf(entity),
    uri: metricsPath(entity),
  }));
  return new InputError('NAME_AMBIGUOUS', problem, { extensions: { candidates } });
}

/** Newest value of a metric that the entity has or had. @throws InputError METRIC_UNKNOWN. */
export function sampleOf(store: Store, entity: Entity, metric: string): Sample {
  const sample = store.instant(entity, metric);
  if (sample) return sample;
  if (!store.metrics(entity).includes(metric)) {
    throw metricUnknown(metric, `${entity.class} '${entity.name}' has none of that name`);
  }
  return { value: null, time: Number.NaN, reason: absenceOf(entity)?.reason ?? Reason.notReported };
}

/** Names of a comma list; none is an empty list. @throws InputError METRIC_UNKNOWN for what no source could give. */
export function metricNames(list: string | undefined): string[] {
  const names = [...new Set(list?.split(',').filter((name) => name !== ''))];
  for (const name of names) {
    if (!lookup(name) && !name.startsWith('raw.')) throw metricUnknown(name, 'the vocabulary has none');
  }
  return names;
}

/** As {@link metricNames}, at least one. @throws InputError LIST_EMPTY. */
export function namedMetrics(list: string): string[] {
  const names = metricNames(list);
  if (names.length === 0) throw new InputError('LIST_EMPTY', 'Cannot answer metrics: the list is empty');
  return names;
}

/** Names of facts of a class in a comma list; none without one. @throws InputError FACT_UNKNOWN. */
export function namedFacts(cls: EntityClass, list: string | undefined): FactName[] {
  const names = new Set(list?.split(',').filter(Boolean));
  return [...names].map((name) => {
    if (isFactName(name) && hasFact(cls, name)) return name;
    const known = factNames.filter((fact) => hasFact(cls, fact)).join(', ');
    throw new InputError('FACT_UNKNOWN', `Cannot find fact ${quoted(name)}: ${cls} has ${known || 'none'}`);
  });
}

function hasFact(cls: EntityClass, name: FactName): boolean {
  const { classes }: { readonly classes: readonly EntityClass[] } = FACTS[name];
  return classes.includes(cls);
}

/**
 * Names of an entity's metrics that a comma list asks for, where `*` is any one segment; all without a list. A name
 * of the vocabulary that this entity lacks is left out, and a pattern of it that none of its metrics is like.
 * @throws InputError METRIC_UNKNOWN.
 */
export function matchMetrics(store: Store, entity: Entity, list: string | undefined): string[] {
  const all = store.metrics(entity);
  if (list === undefined) return all;
  const [patterns, names] = [new Set<string>(), new Set<string>()];
  for (const part of list.split(',')) if (part !== '') (part.includes('*') ? patterns : names).add(part);
  if (patterns.size + names.size === 0)
    throw new InputError('LIST_EMPTY', 'Cannot answer metrics: the list is empty');
  const wanted = new Set(metricNames([...names].join(',')));
  const matchers = Array.from(patterns, (pattern) => pattern.split('.'));
  for (const matcher of matchers) {
    if (!canMatch(matcher)) throw metricUnknown(matcher.join('.'), 'nothing in the vocabulary is like it');
  }
  return all.filter((name) => {
    if (wanted.has(name)) return true;
    const segments = name.split('.');
    return matchers.some((matcher) => matches(matcher, segments));
  });
}

/** As {@link matchMetrics}, and what is named and no longer there: a disk that was removed still has history. */
export function matchHistory(store: Store, entity: Entity, list: string | undefined): string[] {
  const named = list?.split(',').filter((name) => name !== '' && !name.includes('*')) ?? [];
  return [...new Set([...matchMetrics(store, entity, list), ...named])];
}

export function metricUnknown(name: string, why: string): InputError {
  return new InputError('METRIC_UNKNOWN', `Cannot find metric ${quoted(name)}: ${why}`);
}

/** What a client sent, short enough to be quoted. */
export function quoted(text: string): string {
  return `'${text.length > 80 ? `${text.slice(0, 80)}…` : text}'`;
}

/** Whether a source could give a metric that a pattern means. */
function canMatch(matcher: readonly string[]): boolean {
  const [first = ''] = matcher;
  if (matcher.length > 1 && (first === 'raw' || first === '*')) return true;
  return vocabulary.some((segments) => {
    if (matcher.length !== segments.length) return false;
    return matcher.every((part, i) => part === '*' || part === segments[i] || (segments[i] === '#' && isSegment(part))); // prettier-ignore
  });
}

function matches(matcher: readonly string[], segments: readonly string[]): boolean {
  if (matcher.length !== segments.length) return false;
  return matcher.every((part, i) => part === '*' || part === segments[i]);
}

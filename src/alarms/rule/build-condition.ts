import type { EntityClass } from '../../model/entity.ts';
import { eventKinds, type EventKind } from '../../model/event.ts';
import { parseSelector, SelectorError, type Selector } from '../../model/select/mod.ts';
import { Unit } from '../../model/unit.ts';
import type { FieldReader } from './field-reader.ts';
import { instancePattern, metricOfPattern } from './patterns.ts';
import { CONSOLIDATIONS, SENSES, type Condition, type Levels } from './rule.ts';

/** Fields of a condition: one of the first four says what kind it is. */
export const CONDITION_KINDS = ['metric', 'timeToFull', 'when', 'event'] as const;
// prettier-ignore
export const CONDITION_FIELDS = [
  ...CONDITION_KINDS, 'sense', 'amber', 'amberClear', 'red', 'redClear', 'instances', 'of', 'each', 'dividedBy',
  'mean', 'volume', 'volumeLevel', 'total', 'window', 'within',
] as const;

const defaultWindowMs = 6 * 3_600_000;

/** Makes a condition of the fields below a prefix; null where something is wrong, which the reader keeps. */
export function buildCondition(fields: FieldReader, prefix: string, cls: EntityClass): Condition | null {
  const kinds = CONDITION_KINDS.filter((kind) => fields.has(prefix + kind));
  const [kind, another] = kinds;
  if (!kind || another) {
    return fields.refuse(
      prefix + (another ?? 'metric'),
      `a condition has one of ${CONDITION_KINDS.join(', ')}`,
    );
  }
  const before = fields.problems.length;
  const condition = {
    metric: () => metricCondition(fields, prefix, cls),
    timeToFull: () => fillCondition(fields, prefix, cls),
    when: () => stateCondition(fields, prefix, cls),
    event: () => eventCondition(fields, prefix),
  }[kind]();
  return fields.problems.length > before ? null : condition;
}

function metricCondition(fields: FieldReader, prefix: string, cls: EntityClass): Condition | null {
  const [metrics, dividedBy, volume] = (['metric', 'dividedBy', 'volume'] as const).map((name) =>
    patternsOf(fields, prefix + name, cls),
  );
  if (!metrics || !dividedBy || !volume) return null;
  const isRatio = dividedBy.patterns.length > 0;
  if (isRatio && metrics.unit !== dividedBy.unit) {
    return fields.refuse(
      `${prefix}dividedBy`,
      `it is of unit ${dividedBy.unit}, the metric of ${metrics.unit}`,
    );
  }
  const hasDevices = metrics.patterns.some((pattern) => pattern.includes('#'));
  const unit = isRatio ? Unit.ratio : metrics.unit;
  const least = fields.level(`${prefix}volumeLevel`, volume.unit) ?? 0;
  return {
    kind: 'metric',
    prefix,
    unit,
    metrics: metrics.patterns,
    instances: instancesOf(fields, prefix),
    of: fields.choice(`${prefix}of`, CONSOLIDATIONS, 'sum'),
    isEach: fields.flag(`${prefix}each`, hasDevices && !fields.has(`${prefix}of`)),
    dividedBy: dividedBy.patterns,
    meanMs: fields.duration(`${prefix}mean`, 0),
    volume: volume.patterns.length > 0 ? { metrics: volume.patterns, least } : null,
    levels: levelsOf(fields, prefix, unit, 'above'),
  };
}

function fillCondition(fields: FieldReader, prefix: string, cls: EntityClass): Condition | null {
  const used = patternsOf(fields, `${prefix}timeToFull`, cls);
  const total = patternsOf(fields, `${prefix}total`, cls);
  const [usedPattern] = used?.patterns ?? [];
  const [totalPattern] = total?.patterns ?? [];
  if (!used || !total || usedPattern === undefined) return null;
  if (totalPattern === undefined) return fields.refuse(`${prefix}total`, 'it must be the metric of the size');
  if (used.unit !== total.unit) return fields.refuse(`${prefix}total`, `it is not of unit ${used.unit}`);
  return {
    kind: 'timeToFull',
    prefix,
    unit: Unit.seconds,
    used: usedPattern,
    total: totalPattern,
    isEach: usedPattern.includes('#'),
    windowMs: fields.duration(`${prefix}window`, defaultWindowMs),
    levels: levelsOf(fields, prefix, Unit.seconds, 'below'),
  };
}

function stateCondition(fields: FieldReader, prefix: string, cls: EntityClass): Condition | null {
  const selector = selectorField(fields, `${prefix}when`, cls);
  if (!selector) return null;
  const [isAmber, isRed] = [fields.flag(`${prefix}amber`, false), fields.flag(`${prefix}red`, false)];
  // A condition that names no light stands beside others, for both.
  const isBoth = !isAmber && !isRed;
  const [amber, red] = [isAmber || isBoth ? 0.5 : null, isRed || isBoth ? 0.5 : null];
  const levels: Levels = { sense: 'above', amber, amberClear: amber, red, redClear: red };
  return { kind: 'when', prefix, unit: Unit.count, selector, levels };
}

function eventCondition(fields: FieldReader, prefix: string): Condition | null {
  const events = fields.texts(`${prefix}event`);
  const unknown = events.find((kind) => !(eventKinds as readonly string[]).includes(kind));
  if (unknown !== undefined) {
    return fields.refuse(
      `${prefix}event`,
      `there is no event ${unknown.slice(0, 40)}: ${eventKinds.join(', ')}`,
    );
  }
  const withinMs = fields.duration(`${prefix}within`, 86_400_000);
  const levels = levelsOf(fields, prefix, Unit.count, 'above');
  return {
    kind: 'event',
    prefix,
    unit: Unit.count,
    events: events as readonly EventKind[],
    withinMs,
    levels,
  };
}

function levelsOf(fields: FieldReader, prefix: string, unit: Unit, otherwise: Levels['sense']): Levels {
  const sense = fields.choice(`${prefix}sense`, SENSES, otherwise);
  const level = (name: string): number | null => fields.level(prefix + name, unit);
  const [amber, red] = [level('amber'), level('red')];
  const levels = {
    sense,
    amber,
    amberClear: level('amberClear') ?? amber,
    red,
    redClear: level('redClear') ?? red,
  };
  if (amber === null && red === null && !fields.has(`${prefix}amber`) && !fields.has(`${prefix}red`)) {
    fields.refuse(`${prefix}amber`, 'a condition has a level for amber, for red or for both');
  }
  const isWorse = (a: number | null, b: number | null): boolean =>
    a !== null && b !== null && (sense === 'above' ? a > b : a < b);
  if (isWorse(levels.amberClear, amber))
    fields.refuse(`${prefix}amberClear`, 'it is beyond the level of amber');
  if (isWorse(levels.redClear, red)) fields.refuse(`${prefix}redClear`, 'it is beyond the level of red');
  if (isWorse(amber, red)) fields.refuse(`${prefix}amber`, 'it is beyond the level of red');
  return levels;
}

/** Patterns of a field and the unit that they have in common; null where something is wrong. */
function patternsOf(
  fields: FieldReader,
  name: string,
  cls: EntityClass,
): { readonly patterns: readonly string[]; readonly unit: Unit } | null {
  const patterns = fields.texts(name);
  let unit: Unit | null = null;
  for (const pattern of patterns) {
    const metric = metricOfPattern(pattern, cls);
    if (typeof metric === 'string') return fields.refuse(name, metric);
    unit ??= metric.unit;
    if (metric.unit !== unit) return fields.refuse(name, `${pattern} is of unit ${metric.unit}, not ${unit}`);
  }
  return { patterns, unit: unit ?? Unit.count };
}

function instancesOf(fields: FieldReader, prefix: string): RegExp | null {
  const text = fields.text(`${prefix}instances`);
  if (text === null) return null;
  const pattern = instancePattern(text);
  return typeof pattern === 'string' ? fields.refuse(`${prefix}instances`, pattern) : pattern;
}

/** A field that is a selector; null where it is not given, or wrong. */
export function selectorField(fields: FieldReader, name: string, cls: EntityClass): Selector | null {
  const text = fields.text(name);
  if (text === null) return null;
  try {
    const selector = parseSelector(text, cls);
    const [metric] = selector.metrics;
    if (metric === undefined) return selector;
    return fields.refuse(name, `it compares ${metric}; a condition with "metric" does that`);
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    return fields.refuse(name, error.message);
  }
}

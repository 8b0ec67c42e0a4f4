import { OverrideSet, type Overridden } from '../overrides/override-set.ts';
import { buildRule } from '../rule/build-rule.ts';
import type { Given, GivenOverride, GivenRule, RuleProblem } from '../rule/given.ts';
import { MAX_RULES, type RuleLayer } from '../rule/read-rules.ts';
import { isMeant } from '../rule/rule-glob.ts';
import type { Rule } from '../rule/rule.ts';
import { inhibitionCycle } from './inhibition-cycle.ts';

/** A set of rules, or all that is wrong with it: nothing of a wrong set is in effect. */
export type RuleBookResult =
  | { readonly book: RuleBook; readonly problems: readonly [] }
  | { readonly book: null; readonly problems: readonly RuleProblem[] };

/** All rules in effect, and what differs for some entities. */
export class RuleBook {
  /** Also those that are not enabled, in the order of their ids. */
  readonly rules: readonly Rule[];
  /** What it is made of, a later one over an earlier one. */
  readonly layers: readonly RuleLayer[];
  readonly #given: ReadonlyMap<string, GivenRule>;
  readonly #overrides: ReadonlyMap<string, OverrideSet>;
  /** Rules with overrides, by rule and places of the overrides. */
  readonly #variants = new Map<string, Rule>();

  constructor(rules: readonly Rule[], given: ReadonlyMap<string, GivenRule>, layers: readonly RuleLayer[]) {
    this.rules = rules;
    this.layers = layers;
    const overrides = layers.flatMap((layer) => layer.overrides);
    this.#given = given;
    this.#overrides = new Map(rules.map(({ id }) => [id, new OverrideSet(id, overrides)]));
  }

  /** Whether a rule is another one for some entities. */
  get hasOverrides(): boolean {
    return [...this.#overrides.values()].some(({ isEmpty }) => !isEmpty);
  }

  rule(id: string): Rule | null {
    return this.rules.find((rule) => rule.id === id) ?? null;
  }

  /** What each layer says of a rule, a later one over an earlier one. */
  given(id: string): readonly GivenRule[] {
    return this.layers.flatMap(({ rules }) => rules.filter((rule) => rule.id === id));
  }

  /** A rule as it is for an entity: the same object for all entities with the same overrides. */
  ruleFor(rule: Rule, entity: Overridden): Rule {
    const overrides = this.#overrides.get(rule.id)?.of(entity) ?? [];
    const given = this.#given.get(rule.id);
    if (overrides.length === 0 || !given) return rule;
    const key = [rule.id, ...overrides.map(({ scope, of }) => `${scope} ${of}`)].join('\0');
    const known = this.#variants.get(key);
    if (known) return known;
    const variant =
      buildRule(overriddenBy(given, overrides)).rule ?? this.#narrowest(given, overrides) ?? rule;
    this.#variants.set(key, variant);
    return variant;
  }

  /** Overrides that are right one by one can be wrong together: the narrowest one wins. */
  #narrowest(given: GivenRule, overrides: readonly GivenOverride[]): Rule | null {
    return buildRule(overriddenBy(given, overrides.slice(-1))).rule;
  }
}

/** Joins layers of rules, of which a later one wins field by field. */
export function makeRuleBook(layers: readonly RuleLayer[]): RuleBookResult {
  const problems = layers.flatMap((layer) => layer.problems);
  const given = new Map<string, GivenRule>();
  for (const rule of layers.flatMap(({ rules }) => rules)) {
    const before = given.get(rule.id);
    given.set(rule.id, before ? { ...before, fields: new Map([...before.fields, ...rule.fields]) } : rule);
  }
  if (given.size > MAX_RULES) {
    const at = layers.at(-1)?.rules[0]?.at ?? { file: '', line: 1, column: 1 };
    const message = `there are ${given.size} rules, at most ${MAX_RULES}`;
    return { book: null, problems: [{ ...at, field: 'rules', message }] };
  }
  const rules: Rule[] = [];
  for (const one of [...given.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const built = buildRule(one);
    problems.push(...built.problems);
    if (built.rule) rules.push(built.rule);
  }
  const overrides = layers.flatMap((layer) => layer.overrides);
  problems.push(...overrides.flatMap((one) => overrideProblems(one, given)));
  const cycle = inhibitionCycle(rules);
  if (cycle) problems.push(cycle);
  if (problems.length > 0) return { book: null, problems };
  return { book: new RuleBook(rules, given, layers), problems: [] };
}

function overrideProblems(
  override: GivenOverride,
  given: ReadonlyMap<string, GivenRule>,
): readonly RuleProblem[] {
  const meant = [...given.values()].filter(({ id }) => isMeant(id, override.rule));
  if (meant.length === 0) {
    const message = `there is no rule ${JSON.stringify(override.rule.slice(0, 64))}`;
    return [{ ...override.at, field: 'overrides.rule', message }];
  }
  if (override.fields.has('class'))
    return [{ ...override.at, field: 'overrides.class', message: 'the class of a rule stays' }];
  return meant.flatMap((rule) => {
    // What is wrong with the rule itself is named there.
    if (buildRule(rule).rule === null) return [];
    return buildRule(overriddenBy(rule, [override])).problems;
  });
}

function overriddenBy(rule: GivenRule, overrides: readonly GivenOverride[]): GivenRule {
  const fields = new Map<string, Given>(rule.fields);
  for (const override of overrides) for (const [name, given] of override.fields) fields.set(name, given);
  return { ...rule, fields };
}

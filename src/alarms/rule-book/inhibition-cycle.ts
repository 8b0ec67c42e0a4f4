import type { RuleProblem } from '../rule/given.ts';
import { isMeant } from '../rule/rule-glob.ts';
import type { Rule } from '../rule/rule.ts';

/** A problem where rules inhibit each other in a circle; null where none do. */
export function inhibitionCycle(rules: readonly Rule[]): RuleProblem | null {
  const inhibiting = rules.filter(({ inhibits }) => inhibits.length > 0);
  const done = new Set<string>();
  const walk = (rule: Rule, path: readonly string[]): RuleProblem | null => {
    const before = path.indexOf(rule.id);
    if (before >= 0) return problem(rule, [...path.slice(before), rule.id]);
    if (done.has(rule.id)) return null;
    done.add(rule.id);
    for (const next of inhibiting) {
      if (!rule.inhibits.some((name) => isMeant(next.id, name))) continue;
      const found = walk(next, [...path, rule.id]);
      if (found) return found;
    }
    return null;
  };
  for (const rule of inhibiting) {
    const found = walk(rule, []);
    if (found) return found;
  }
  return null;
}

function problem({ id, given }: Rule, circle: readonly string[]): RuleProblem | null {
  const at = given.get('inhibits')?.at;
  if (!at) return null;
  return { ...at, field: `rules.${id}.inhibits`, message: `rules inhibit each other: ${circle.join(', ')}` };
}

import { readFileSync } from 'node:fs';
import { readRules, type RuleLayer } from '../rule/read-rules.ts';

/** How the shipped rules are called in places. */
export const SHIPPED = 'default-rules.yaml';

/** The rules that virtscope ships. */
export function defaultRules(): RuleLayer {
  return readRules(readFileSync(new URL('../default-rules.yaml', import.meta.url), 'utf8'), SHIPPED);
}

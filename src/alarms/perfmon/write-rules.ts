import { printable } from '../../lib/text/printable.ts';
import type { Translation } from './translate.ts';

/** A rule of a variable, with what is said about it. */
export interface ImportedRule {
  readonly id: string;
  readonly fields: Translation['fields'];
  readonly notes: readonly string[];
}

const fromOutside = new Set(['reason', 'select', 'instances']);

/** The YAML of a file of `alarms.rules`. */
export function rulesText(rules: readonly ImportedRule[], notes: readonly string[]): string {
  return [...notes.map((note) => comment(note)), 'rules:', ...rules.flatMap(ruleLines), ''].join('\n');
}

function ruleLines({ id, fields, notes }: ImportedRule): string[] {
  const given = Object.entries(fields).filter(([, value]) => value !== null);
  return [
    ...notes.map((note) => `  ${comment(note)}`),
    `  ${id}:`,
    ...given.map(([name, value]) => `    ${name}: ${valueText(name, value)}`),
  ];
}

/** What comes from outside is quoted, as JSON, which is YAML; the words and numbers of a rule need no quotes. */
function valueText(name: string, value: ImportedRule['fields'][string]): string {
  if (Array.isArray(value)) return `[${value.join(', ')}]`;
  return fromOutside.has(name) ? printable(JSON.stringify(value)) : String(value);
}

/** One line, whatever is in a note. */
function comment(note: string): string {
  return `# ${printable(note)}`;
}

import type { Table } from '../../../../src/api/wire/table.ts';
import { factNames, type FactName } from '../../../../src/model/facts.ts';
import { hosts } from '../../data/hosts.ts';
import { language } from '../../data/selector/selection.ts';
import type { Row } from './row.tsx';

/** Values of one fact that are suggested from. */
const mostValues = 2000;

/** Words that fit at the cursor; choosing one writes it. */
export function suggestionsOf(
  text: string,
  cursor: number,
  table: Table | null,
  accept: (text: string, cursor: number) => void,
  hasMetrics = true,
): Row[] {
  const found = language.value?.suggest(text, cursor, {
    hasMetrics,
    hosts: hosts.value?.map(({ name }) => name) ?? [],
    sources: [...new Set(table?.sources)],
    tags: valuesOf(table, 'tags'),
    facts: Object.fromEntries(factNames.map((name) => [name, valuesOf(table, name)])),
  });
  return (found ?? []).map(({ from, to, text: word, description }) => ({
    key: word,
    choose: () => accept(text.slice(0, from) + word + text.slice(to), from + word.length),
    content: (
      <>
        <b>{word}</b> <span class="unit">{description}</span>
      </>
    ),
  }));
}

function valuesOf(table: Table | null, name: FactName): string[] {
  const values = new Set(table?.facts[name]?.flat());
  return [...values].filter((value) => typeof value === 'string').slice(0, mostValues);
}

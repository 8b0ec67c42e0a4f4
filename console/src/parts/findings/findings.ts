import type { SourceState } from '../../../../src/api/wire/status.ts';
import type { Table } from '../../../../src/api/wire/table.ts';
import { lightOf, type Light } from '../../../../src/model/light.ts';
import { uriOf } from '../../data/api.ts';
import { ended } from '../../format/ended.ts';
import { readableUri } from '../../format/readable-uri.ts';
import { stateWord } from '../../data/light.ts';

/** One thing that is wrong: where, what, since when. */
export interface Finding {
  light: Light;
  subject: string;
  uri: string | null;
  text: string;
  /** Epoch seconds; null where the beginning was not seen. */
  since: number | null;
  /** It may have begun before. */
  atLeast?: boolean;
}

const severity: readonly Light[] = ['red', 'amber', 'unknown'];

/**
 * What is wrong, worst first and oldest first among equals. A source that is down is one finding with the number
 * of its machines, and hides theirs: sixty unreadable machines have one cause.
 */
export function findings(
  table: Table | null,
  down: readonly SourceState[],
  more: readonly Finding[] = [],
): Finding[] {
  const found = [...more];
  const rows = table ? table.ids.map((_, row) => row) : [];
  const unreachable = rows.filter((row) => table?.conditions[row]?.kind === 'unreachable');
  const below = Map.groupBy(unreachable, (row) => table?.sources[row]);
  for (const source of down) {
    const machines = below.get(source.id)?.length ?? 0;
    const shown = machines > 0 ? ` ${count(machines)} unknown until it answers.` : '';
    const text = `${ended(source.reason ?? 'it cannot be read')}${shown}`;
    found.push({
      light: 'red',
      subject: `Source ${readableUri(source.name)}`,
      uri: uriOf('source', source.id),
      text,
      since: source.since,
    });
  }
  const hidden = new Set(down.flatMap(({ id }) => below.get(id) ?? []));
  for (const row of rows) {
    const finding = table && !hidden.has(row) ? judged(table, row) : null;
    if (finding) found.push(finding);
  }
  return found.toSorted(
    (a, b) => severity.indexOf(a.light) - severity.indexOf(b.light) || (a.since ?? 0) - (b.since ?? 0),
  );
}

function judged(table: Table, row: number): Finding | null {
  const state = table.states[row] ?? 'unknown';
  const condition = table.conditions[row] ?? null;
  const light = lightOf('VM', state, condition);
  if (!severity.includes(light)) return null;
  return {
    light,
    subject: table.names[row] ?? '',
    uri: `/metrics/VM/${table.ids[row] ?? ''}`,
    text: condition ? ended(condition.reason) : `Its state is ${stateWord(state)}.`,
    since: condition?.since ?? null,
    atLeast: condition?.atLeast ?? false,
  };
}

function count(machines: number): string {
  return machines === 1 ? 'Its machine is' : `Its ${machines} machines are`;
}

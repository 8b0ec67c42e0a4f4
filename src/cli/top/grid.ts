import { printable } from '../printable.ts';
import { cell } from '../terminal/cell.ts';
import type { Column, Reading } from './columns.ts';
import { unknown } from './format.ts';
import type { Layout, Placed } from './layout.ts';
import type { Paint } from '../terminal/paint.ts';
import { lightOfVm, whyOf } from './state.ts';
import type { Table } from './table.ts';
import { wrap } from '../terminal/wrap.ts';

/** The two lines above the rows: what pairs of columns are about, and the titles. */
export function header({ placed }: Layout, sort: string, paint: Paint): [groups: string, titles: string] {
  const titles = placed.map(({ column, width }) => {
    const text = cell(column.title ?? '', width, align(column));
    return column.name === sort ? paint.bold(text) : text;
  });
  return [groups(placed), paint.inverse(titles.join(' '))];
}

/** The line of a VM, and below it what of its reason has no room there: a reason is never cut. */
export function rowLines(layout: Layout, reading: Reading, row: number, paint: Paint): string[] {
  const { placed, below } = layout;
  const why = printable(whyOf(reading.table, row));
  if (below !== null) {
    const more = wrap(why, below.width).map((line) => ' '.repeat(below.indent) + line);
    return [rowLine(placed, reading, row, '', paint), ...more];
  }
  const width = placed.at(-1)?.width ?? 0;
  const [first = '', ...more] = wrap(why, width);
  const before = placed.slice(0, -1).reduce((sum, one) => sum + one.width + 1, 0);
  return [
    rowLine(placed, reading, row, first, paint),
    ...more.map((line) => ' '.repeat(before) + cell(line, width)),
  ];
}

function rowLine(
  placed: readonly Placed[],
  reading: Reading,
  row: number,
  why: string,
  paint: Paint,
): string {
  const { conditions, states } = reading.table;
  const hasCondition = conditions[row] !== null;
  const cells = placed.map(({ column, width }) => {
    const text = column.name === 'why' ? why : column.cell(reading, row);
    const shown = cell(text, width, align(column));
    if (column.name === 'state') return paintState(reading.table, row, shown, paint);
    return text === unknown || (hasCondition && !column.isText) ? paint.dim(shown) : shown;
  });
  const line = cells.join(' ');
  return states[row] === 'shutoff' ? paint.dim(line) : line;
}

function align({ isText }: Column): 'left' | 'right' {
  return isText ? 'left' : 'right';
}

function groups(placed: readonly Placed[]): string {
  const spans: { group: string | undefined; width: number }[] = [];
  for (const { column, width } of placed) {
    const last = spans.at(-1);
    if (last && column.group !== undefined && last.group === column.group) last.width += 1 + width;
    else spans.push({ group: column.group, width });
  }
  return spans
    .map(({ group, width }) => (group === undefined ? ' '.repeat(width) : centre(group, width)))
    .join(' ')
    .trimEnd();
}

function centre(text: string, width: number): string {
  const dashes = Math.max(0, width - text.length - 2);
  const left = '─'.repeat(Math.floor(dashes / 2));
  return cell(`${left} ${text} ${'─'.repeat(dashes - left.length)}`.trim(), width, 'right');
}

/** What is wrong is red; yellow is what else has a reason to read. */
function paintState(table: Table, row: number, shown: string, paint: Paint): string {
  if (lightOfVm(table, row) === 'red') return paint.red(shown);
  return whyOf(table, row) === '' ? shown : paint.yellow(shown);
}

/** The parts of an address that patterns name; empty where the pattern of the page does not name them. */
export interface Params {
  /** The whole path. */
  readonly path: string;
  readonly class: string;
  readonly id: string;
  readonly metric: string;
}

/** Something that is shown at addresses of these patterns: `:id` is one segment, `*` at the end any number. */
export interface Patterned {
  readonly patterns: readonly string[];
}

/** Makes a lookup from paths to rows. The most literal pattern wins, wherever its row stands, of equal ones that of the first row; null where none fits. */
export function matcher<Row extends Patterned>(
  rows: readonly Row[],
): (path: string) => { row: Row; params: Params } | null {
  const ranked = rows
    .flatMap((row) =>
      row.patterns.map((pattern) => ({ row, rank: rankOf(pattern), shape: shapeOf(pattern) })),
    )
    .sort((a, b) => Number(a.rank < b.rank) - Number(a.rank > b.rank));
  return (path) => {
    for (const { row, shape } of ranked) {
      const found = shape.exec(path);
      if (!found) continue;
      const named = Object.entries(found.groups ?? {}).map(([name, text]) => [
        name,
        decodeURIComponent(text),
      ]);
      return { row, params: { path, class: '', id: '', metric: '', ...Object.fromEntries(named) } };
    }
    return null;
  };
}

/** Orders patterns as text does: `*` is before `+`, that before all that a literal segment has, and the end last. */
function rankOf(pattern: string): string {
  return `${pattern.replaceAll(':', '+')}~`;
}

function shapeOf(pattern: string): RegExp {
  const source = pattern.replace(/:(\w+)/g, '(?<$1>[^/]+)').replace(/\/\*$/, '(?:/.*)?');
  return new RegExp(`^${source}/?$`);
}

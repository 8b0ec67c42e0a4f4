import type { HostRow, Machines } from './host-rows.ts';

/** What hosts use together of what they have, as far as it is known. */
export interface Total {
  readonly used: number;
  readonly size: number;
  /** Hosts that are left out, as their numbers are not known. */
  readonly without: number;
}

/** The fleet in a line. */
export interface Totals {
  readonly hosts: { readonly up: number; readonly all: number };
  readonly machines: Machines;
  /** Processors kept busy. */
  readonly cores: Total;
  readonly memory: Total;
}

/** Adds up the numbers of hosts that are not away. */
export function totalsOf(rows: readonly HostRow[]): Totals {
  const here = rows.filter(({ isAway }) => !isAway);
  const count = (of: (machines: Machines) => number): number =>
    rows.reduce((sum, { machines }) => sum + (machines ? of(machines) : 0), 0);
  return {
    hosts: { up: here.length, all: rows.length },
    machines: {
      all: count(({ all }) => all),
      running: count(({ running }) => running),
      unknown: count(({ unknown }) => unknown),
    },
    cores: totalOf(rows, coresOf, ({ values }) => values['cpu.count']),
    memory: totalOf(
      rows,
      ({ values }) => values['memory.used'],
      ({ values }) => values['memory.total'],
    ),
  };
}

/** Processors that a host keeps busy; null where that is not known. */
export function coresOf({ values }: Pick<HostRow, 'values'>): number | null {
  const [usage, count] = [values['cpu.usage'], values['cpu.count']];
  return usage === null || count === null ? null : usage * count;
}

type Of = (row: HostRow) => number | null;

function totalOf(rows: readonly HostRow[], usedOf: Of, sizeOf: Of): Total {
  let [used, size, without] = [0, 0, 0];
  for (const row of rows) {
    const [part, whole] = [usedOf(row), sizeOf(row)];
    if (row.isAway || part === null || whole === null) without++;
    else [used, size] = [used + part, size + whole];
  }
  return { used, size, without };
}

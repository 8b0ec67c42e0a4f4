import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Table, TableValues } from '../../../src/api/wire/table.ts';
import { metrics } from '../../../src/model/metrics.ts';
import { ApiError, getJson, uriOf } from './api.ts';
import { follow } from './live.ts';

/** Metrics of a class that a table of it shows. */
const mostColumns = 6;

/** The first metrics of a class in the vocabulary that are of a whole entity. */
export function firstMetrics(cls: string): string[] {
  const own = metrics.filter(
    ({ classes, pattern }) => (classes as readonly string[]).includes(cls) && !pattern.includes('#'),
  );
  return own.slice(0, mostColumns).map(({ pattern }) => pattern);
}

/** Address of the table of a class, which has at least one column: that of a class without metrics in the vocabulary is of any. */
export function tableUri(cls: string, columns: readonly string[]): string {
  return `${uriOf(cls)}?columns=${columns.join(',') || 'cpu.usage'}`;
}

/** All instances of a class, live. */
export class Instances {
  /** Null before the first answer. */
  readonly table = signal<Table | null>(null);
  readonly problem = signal<ApiError | null>(null);

  /** Follows the table of a class. Returns the way to stop it. */
  open(cls: string, columns: readonly string[]): () => void {
    const left = new AbortController();
    const address = tableUri(cls, columns);
    const take = (table: Table): void => void (this.table.value = table);
    const followIt = (table: Table): void => {
      if (left.signal.aborted) return;
      take(table);
      const values = (newer: TableValues): void => {
        const known = this.table.peek();
        if (known) take({ ...known, ...newer });
      };
      const stream = follow(address, { on: { table: take, values } });
      left.signal.addEventListener('abort', () => stream[Symbol.dispose]());
    };
    // A stream that is refused does not say why.
    getJson<Table>(address, left.signal).then(followIt, (error: unknown) => {
      if (error instanceof ApiError) this.problem.value = error;
    });
    return () => left.abort();
  }
}

/** Keeps the instances of a class live while the page is shown. */
export function useInstances(cls: string, columns: readonly string[]): Instances {
  const instances = useMemo(() => new Instances(), []);
  useEffect(() => instances.open(cls, columns), [instances]);
  return instances;
}

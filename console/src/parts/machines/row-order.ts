import { useMemo, useRef } from 'preact/hooks';
import type { Table } from '../../../../src/api/wire/table.ts';
import { isBySeverity, keepOrder, orderRows, type Wanted } from '../../data/table/order.ts';

/** Whether the pointer or the focus is in the rows. */
export class Hold {
  pointer = false;
  focus = false;
  /** What the rows' body listens to. */
  readonly events = {
    onPointerEnter: () => void (this.pointer = true),
    onPointerLeave: () => void (this.pointer = false),
    onFocusIn: () => void (this.focus = true),
    onFocusOut: () => void (this.focus = false),
  };

  on(): boolean {
    return this.pointer || this.focus;
  }
}

/** Live values reorder rows at most every so many intervals. */
const restIntervals = 3;

/** How the rows stood, and when live values last ordered them. */
export interface Ordered {
  readonly asked: string;
  readonly ids: readonly string[];
  /** Epoch seconds of the values. */
  readonly time: number;
}

/** Whether live values may move rows now: not under a pointer, and seldom, but where one needs attention. */
export function mayReorder(table: Table, rows: readonly number[], before: Ordered, isHeld: boolean): boolean {
  if (isHeld) return false;
  const isRested = (table.time ?? 0) - before.time >= restIntervals * table.step;
  return isRested || !isBySeverity(table, keepOrder(rows, table.ids, before.ids));
}

/** Rows as asked for. What is asked for orders them at once, live values as {@link mayReorder} has it. */
export function useOrder(table: Table, asked: string, wanted: Wanted, hold: Hold): number[] {
  const before = useRef<Ordered>({ asked: '', ids: [], time: 0 });
  return useMemo(() => {
    const rows = orderRows(table, wanted);
    const was = before.current;
    if (was.asked === asked && !mayReorder(table, rows, was, hold.on())) {
      const kept = keepOrder(rows, table.ids, was.ids);
      before.current = { ...was, ids: idsOf(table, kept) };
      return kept;
    }
    before.current = { asked, ids: idsOf(table, rows), time: table.time ?? 0 };
    return rows;
  }, [table, asked]);
}

function idsOf({ ids }: Table, rows: readonly number[]): string[] {
  return rows.map((row) => ids[row] ?? '');
}

import { useMemo, useRef } from 'preact/hooks';
import { orderHosts } from '../../data/host-table/host-order.ts';
import { severityOf, type HostRow } from '../../data/host-table/host-rows.ts';
import type { Hold } from '../machines/row-order.ts';

/** How long live values leave the order as it is, ms. */
const restMs = 15_000;

/** Rows as asked for: `asked` names the order and what selects them. Live values move them seldom and never under the pointer; one that needs attention moves at once. */
export function useHostOrder(
  rows: readonly HostRow[],
  sort: string,
  asked: string,
  hold: Hold,
): readonly HostRow[] {
  const before = useRef({ asked: '', places: new Map<string, number>(), at: 0 });
  return useMemo(() => {
    const ordered = orderHosts(rows, sort);
    const was = before.current;
    const isRested = performance.now() - was.at >= restMs;
    const placeOf = ({ id }: HostRow): number => was.places.get(id) ?? was.places.size;
    const kept = rows.toSorted((a, b) => placeOf(a) - placeOf(b));
    const isBySeverity = kept.every((row, i) => i === 0 || severityOf(kept[i - 1] ?? row) <= severityOf(row));
    const isKept = was.asked === asked && (hold.on() || (!isRested && isBySeverity));
    const next = isKept ? kept : ordered;
    const places = new Map(next.map(({ id }, place) => [id, place]));
    before.current = { asked, places, at: isKept ? was.at : performance.now() };
    return next;
  }, [rows, asked]);
}

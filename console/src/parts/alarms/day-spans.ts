import type { AlarmTransition } from '../../../../src/api/wire/alarms.ts';

/** A span in which an alarm was red or amber, epoch seconds. */
export interface AlarmSpan {
  readonly state: 'red' | 'amber';
  readonly from: number;
  readonly to: number;
}

/** What was raised, and when. */
export interface AlarmRow {
  readonly key: string;
  /** An address that tells more of it. */
  readonly uri: string;
  /** What it is about, and its rule. */
  readonly text: string;
  readonly spans: readonly AlarmSpan[];
}

/**
 * When each alarm was raised between two times, that which changed last first. What is raised at the end has no end yet.
 *
 * @param transitions oldest first
 */
export function spansOf(transitions: readonly AlarmTransition[], start: number, end: number): AlarmRow[] {
  const rows = new Map<string, { row: AlarmRow; spans: AlarmSpan[]; raised: AlarmSpan | null; at: number }>();
  for (const { alarm, uri, name, instance, rule, to, time } of transitions) {
    const spans: AlarmSpan[] = [];
    const text = `${instance === null ? name : `${name} ${instance}`}, ${rule}`;
    const known = rows.get(alarm) ?? { row: { key: alarm, uri, text, spans }, spans, raised: null, at: 0 };
    rows.set(alarm, known);
    if (known.raised) known.spans.push({ ...known.raised, to: time });
    known.raised = to === 'red' || to === 'amber' ? { state: to, from: time, to: end } : null;
    known.at = time;
  }
  return [...rows.values()]
    .map(({ row, spans, raised, at }) => ({ row, at, spans: raised ? [...spans, raised] : spans }))
    .map(({ row: { key, uri, text }, at, spans }) => {
      return { row: { key, uri, text, spans: within(spans, start, end) }, at };
    })
    .filter(({ row }) => row.spans.length > 0)
    .toSorted((a, b) => b.at - a.at)
    .map(({ row }) => row);
}

function within(spans: readonly AlarmSpan[], start: number, end: number): AlarmSpan[] {
  return spans
    .filter(({ from, to }) => to > start && from < end)
    .map(({ state, from, to }) => ({ state, from: Math.max(from, start), to: Math.min(to, end) }));
}

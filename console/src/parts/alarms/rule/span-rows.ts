import type { DryRun } from '../../../../../src/api/wire/alarms.ts';
import type { AlarmRow } from '../day-spans.ts';

type DryRunSpan = DryRun['spans'][number];

/** What a span is about, and the address that shows the time around it. */
export function aboutOf({ subject, name, instance, start, end }: DryRunSpan): { text: string; uri: string } {
  const around = Math.max(600, (end - start) / 2);
  const shown = `from=${Math.floor(start - around)}&to=${Math.ceil(end + around)}`;
  return { text: instance === null ? name : `${name} ${instance}`, uri: `${subject}?${shown}` };
}

/** A row for each machine or device, that which was raised last first, with the address of its last span. */
export function rowsOf(spans: readonly DryRunSpan[]): AlarmRow[] {
  const rows = Map.groupBy(spans, ({ subject, instance }) => `${subject} ${instance ?? ''}`);
  return [...rows]
    .map(([key, own]) => {
      const last = own.at(-1) as DryRunSpan;
      const bars = own.map(({ state, start, end }) => ({ state, from: start, to: end }));
      return { last: last.end, row: { key, ...aboutOf(last), spans: bars } };
    })
    .toSorted((a, b) => b.last - a.last)
    .map(({ row }) => row);
}

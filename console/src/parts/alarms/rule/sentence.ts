import type { DryRun } from '../../../../../src/api/wire/alarms.ts';

const words = {
  host: ['host', 'hosts'],
  VM: ['machine', 'machines'],
  source: ['source', 'sources'],
} as const;

/**
 * How often a rule would have raised alarms, as a sentence.
 *
 * @param range `in the last week`
 */
export function sentenceOf(run: DryRun, range: string): string {
  const { red, amber, spans, series } = run;
  if (series === 0) return `There are no values of its metrics ${range}.`;
  const counts = countsOf(run);
  if (counts === null) return `Would never have been red or amber ${range}.`;
  const subjects = new Set(spans.map(({ subject }) => subject)).size;
  const all = red + amber > spans.length ? 'at least ' : '';
  return `Would have been ${counts} ${range}, on ${all}${subjects} ${wordOf(spans, subjects)}.`;
}

/** How often a rule would have been red and amber: `red once, amber 3 times`; null for never. */
export function countsOf({ red, amber }: Pick<DryRun, 'red' | 'amber'>): string | null {
  const times = [
    [red, 'red'],
    [amber, 'amber'],
  ] as const;
  const counts = times.filter(([count]) => count > 0).map(([count, light]) => `${light} ${timesText(count)}`);
  return counts.length === 0 ? null : counts.join(', ');
}

function timesText(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function wordOf([first]: DryRun['spans'], count: number): string {
  const cls = Object.entries(words).find(([name]) => first?.subject.startsWith(`/metrics/${name}/`));
  const [one, many] = cls?.[1] ?? words.VM;
  return count === 1 ? one : many;
}

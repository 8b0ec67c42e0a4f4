import type { Alarm } from '../../../../src/api/wire/alarms.ts';
import type { DayChanges } from '../../data/alarms/day-log.ts';

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

/** An alarm that is red or amber now, or is not. */
export type AlarmNow = Pick<Alarm, 'id' | 'uri' | 'name' | 'instance' | 'rule' | 'state' | 'since'>;

interface Course extends Omit<AlarmRow, 'spans'> {
  readonly spans: AlarmSpan[];
  /** The newest change. */
  at: number;
}

/**
 * When each alarm was raised between two times, that which changed last first. What is raised at the end has no end yet;
 * what was raised before the changes are complete is drawn from then on.
 *
 * @param now alarms as they are at the end: some of those that are raised have not changed since the start
 */
export function spansOf(
  { transitions, completeSince }: DayChanges,
  now: readonly AlarmNow[],
  start: number,
  end: number,
): AlarmRow[] {
  const courses = new Map<string, Course>();
  for (const { alarm, from, to, time, ...about } of transitions) {
    const course = courses.get(alarm) ?? courseOf(alarm, about);
    // Before its first change it was what it changed from.
    if (!courses.has(alarm)) course.spans.push(...spanOf(from, Math.min(completeSince, time), time));
    courses.set(alarm, course);
    const last = course.spans.at(-1);
    if (last) course.spans.splice(-1, 1, { ...last, to: Math.min(last.to, time) });
    course.spans.push(...spanOf(to, time, end));
    course.at = time;
  }
  for (const { id, state, since, ...about } of now) {
    if (courses.has(id)) continue;
    courses.set(id, { ...courseOf(id, about), spans: spanOf(state, since, end), at: since });
  }
  return [...courses.values()]
    .toSorted((a, b) => b.at - a.at)
    .map(({ key, uri, text, spans }) => ({ key, uri, text, spans: within(spans, start, end) }))
    .filter(({ spans }) => spans.length > 0);
}

function courseOf(key: string, about: Pick<Alarm, 'uri' | 'name' | 'instance' | 'rule'>): Course {
  const { uri, name, instance, rule } = about;
  return { key, uri, text: `${instance === null ? name : `${name} ${instance}`}, ${rule}`, spans: [], at: 0 };
}

function spanOf(state: string, from: number, to: number): AlarmSpan[] {
  return state === 'red' || state === 'amber' ? [{ state, from, to }] : [];
}

function within(spans: readonly AlarmSpan[], start: number, end: number): AlarmSpan[] {
  return spans
    .filter(({ from, to }) => to > start && from < end)
    .map(({ state, from, to }) => ({ state, from: Math.max(from, start), to: Math.min(to, end) }));
}

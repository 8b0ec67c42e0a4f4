import type { Alarm, AlarmTransition } from '../../api/wire/alarms.ts';
import { printable } from '../printable.ts';
import { cell, widthOf } from '../terminal/cell.ts';
import type { Paint } from '../terminal/paint.ts';
import { age } from '../top/format.ts';

interface Row {
  readonly light: string;
  readonly cells: readonly string[];
}

/**
 * Alarms, a line each.
 *
 * @param now epoch seconds
 * @param width columns of the terminal; the last column is cut.
 */
export function alarmLines(alarms: readonly Alarm[], now: number, width: number, paint: Paint): string[] {
  const rows = alarms.map((alarm) => {
    const cells = [alarm.state, age(now - alarm.since), subjectOf(alarm), alarm.id, textOf(alarm)];
    return { light: alarm.state, cells };
  });
  return lines(['LIGHT', 'SINCE', 'ENTITY', 'ID', 'MESSAGE'], rows, width, paint);
}

/** Transitions, a line each. Parameters as of {@link alarmLines}. */
export function logLines(
  transitions: readonly AlarmTransition[],
  now: number,
  width: number,
  paint: Paint,
): string[] {
  const rows = transitions.map((one) => {
    const cells = [`${one.from} > ${one.to}`, `${age(now - one.time)} ago`, subjectOf(one), one.rule, one.message]; // prettier-ignore
    return { light: one.to, cells };
  });
  return lines(['CHANGE', 'WHEN', 'ENTITY', 'RULE', 'MESSAGE'], rows, width, paint);
}

function subjectOf({ name, instance }: Pick<Alarm, 'name' | 'instance'>): string {
  return instance === null ? name : `${name} ${instance}`;
}

function textOf({ message, rule, flapping, inhibited, acknowledged, silenced }: Alarm): string {
  const notes = [
    ...(flapping ? ['flapping'] : []),
    ...(inhibited === null ? [] : ['hidden by another']),
    ...(acknowledged ? [`acknowledged by ${acknowledged.by}: ${acknowledged.reason}`] : []),
    ...(silenced ? [`silenced by ${silenced.by}: ${silenced.reason}`] : []),
  ];
  return [message ?? rule, ...notes.map((note) => `(${note})`)].join(' ');
}

function lines(titles: readonly string[], rows: readonly Row[], width: number, paint: Paint): string[] {
  const last = titles.length - 1;
  const widths = titles.map((title, i) =>
    Math.max(title.length, ...rows.map(({ cells }) => widthOf(printable(cells[i] ?? '')))),
  );
  const before = widths.slice(0, last).reduce((sum, one) => sum + one + 1, 0);
  widths[last] = Math.max(0, Math.min(widths[last] ?? 0, width - before));
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, i) => cell(text, widths[i] ?? 0))
      .join(' ')
      .trimEnd();
  return [
    paint.inverse(line(titles)),
    ...rows.map(({ light, cells }) => paintLight(light, line(cells), paint)),
  ];
}

function paintLight(light: string, text: string, paint: Paint): string {
  if (light === 'red') return paint.red(text);
  return light === 'amber' ? paint.yellow(text) : text;
}

import { atOnce } from '../../lib/async/in-slices.ts';
import { dataSourceRules } from '../../model/xapi/data-source-rules.ts';
import { batchOf, TestRun } from '../evaluate/test-run.ts';
import { bookOf } from '../test-rules.ts';
import { importPerfmon } from './import-perfmon.ts';
import { readVariables } from './read-variables.ts';
import { settingsOf, type Settings } from './settings.ts';
import { ROW_SECONDS } from './translate.ts';

/** Values by the names of XAPI's data sources; NaN is unknown. */
export type Row = Readonly<Record<string, number>>;

/** The XML of one variable. */
export function configOf(tags: Readonly<Record<string, string | number>>): string {
  const given = Object.entries(tags).map(([tag, value]) => `<${tag} value="${value}"/>`);
  return `<config><variable>${given.join('')}</variable></config>`;
}

/** What perfmon does with rows, slowly and as it is documented: the rows (numbers from 0) at which it sends a message. */
export function messagesOf(
  xml: string,
  cls: 'VM' | 'host',
  rows: readonly Row[],
  loopSeconds = ROW_SECONDS,
): { readonly row: number; readonly sentAt: number }[] {
  const [variable] = readVariables(xml, 'a.xml');
  const settings = variable && settingsOf(variable, cls);
  if (!settings || typeof settings === 'string') throw new Error(settings ?? 'there is no variable');
  const sent: { row: number; sentAt: number }[] = [];
  let counter = settings.period;
  let lastAlarm = -settings.inhibit;
  for (const [row, values] of rows.entries()) {
    const now = Math.ceil((row * ROW_SECONDS) / loopSeconds) * loopSeconds;
    if (!isBad(settings, values)) counter = settings.period;
    else if ((counter -= ROW_SECONDS) <= 0) {
      if (now - lastAlarm >= settings.inhibit) sent.push({ row, sentAt: (lastAlarm = now) });
      counter = settings.period;
    }
  }
  return sent;
}

/** Whether a row is bad. A comparison with NaN is false. */
export function isBad(settings: Settings, row: Row): boolean {
  const pattern = new RegExp(`^(?:${settings.regex})$`);
  const value = consolidated(settings.consolidation, Object.keys(row).filter((name) => pattern.test(name)).map((name) => row[name] as number)); // prettier-ignore
  return settings.sense === 'high' ? value > settings.level : value < settings.level;
}

/** As Python does it: 0 of nothing, and `max` keeps what nothing later is greater than, also NaN. */
export function consolidated(of: Settings['consolidation'], values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sum = values.reduce((a, b) => a + b, 0);
  if (of === 'sum') return sum;
  return of === 'average' ? sum / values.length : values.reduce((most, one) => (one > most ? one : most));
}

/** The first message of each stretch of bad rows. */
export function firstOfStretches(xml: string, cls: 'VM' | 'host', rows: readonly Row[]): number[] {
  const [variable] = readVariables(xml, 'a.xml');
  const settings = settingsOf(variable as never, cls) as Settings;
  const stretch = (row: number): number => rows.slice(0, row).findLastIndex((one) => !isBad(settings, one));
  const sent = messagesOf(xml, cls, rows).map(({ row }) => row);
  return sent.filter((row, i) => i === 0 || stretch(row) !== stretch(sent[i - 1] as number));
}

/** The rows at which the rules that the configuration is imported as raise an alarm. */
export function raisedOf(
  xml: string,
  cls: 'VM' | 'host',
  rows: readonly Row[],
  stepSeconds = ROW_SECONDS,
): number[] {
  const { text } = importPerfmon(xml, { file: 'a.xml', class: cls, prefix: 'perfmon', select: '' });
  const run = new TestRun(bookOf(text));
  const entity = run.enter('a', { class: cls, ...(cls === 'host' && { state: 'up' }) });
  const series = run.table('a');
  const slots = new Map(rows.flatMap((row) => Object.keys(row)).flatMap((name) => slotOf(name, cls)));
  function slotOf(name: string, of: string): [string, readonly [slot: number, factor: number]][] {
    for (const rule of dataSourceRules.filter((one) => one.class === of)) {
      const [before = '', after] = rule.name.split('#');
      const isOne = after === undefined ? name === before : name.startsWith(before) && name.endsWith(after);
      const device = name.slice(before.length, name.length - (after?.length ?? 0));
      if (!isOne || device.includes('_') || device === 'aggr') continue;
      return [[name, [series.slot(entity, rule.metric.replace('#', device)), rule.factor]]];
    }
    return [];
  }
  const raised: number[] = [];
  for (const [i, row] of rows.entries()) {
    const values = new Float64Array(series.length).fill(Number.NaN);
    for (const [name, [slot, factor]] of slots) values[slot] = (row[name] ?? Number.NaN) / factor;
    const batch = { ...batchOf('a', series, values, i * stepSeconds * 1000), intervalMs: stepSeconds * 1000 };
    atOnce(run.evaluator.append(batch));
    if (run.changes.splice(0).some(({ to }) => to === 'amber' || to === 'red')) raised.push(i);
  }
  return raised;
}

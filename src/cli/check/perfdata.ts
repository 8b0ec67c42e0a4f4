import type { Alarm, AlarmCondition } from '../../api/wire/alarms.ts';
import { lineOf } from './status.ts';

type Scale = readonly [factor: number, unit: string, max: string];

/** Base units as Nagios writes them: it knows no rates and no degrees. */
const scales: Readonly<Record<string, Scale>> = {
  ratio: [100, '%', '100'],
  cores: [100, '%', ''],
  bytes: [1, 'B', ''],
  seconds: [1, 's', ''],
};
const plain: Scale = [1, '', ''];

/**
 * The values of an alarm's conditions in Nagios' form, `'label'=value[UOM];warn;crit;min;max`; `U` for an unknown one.
 * A level that must not be passed downwards is the range `level:`. Conditions of states have no value.
 */
export function perfdataOf({ rule, instance, conditions = [] }: Alarm): string[] {
  const measured = conditions.filter(({ kind }) => kind !== 'when');
  return measured.map((condition, i) => {
    const name = [rule, ...(measured.length > 1 ? [i + 1] : []), ...(instance === null ? [] : [instance])];
    return `${labelOf(name.join(' '))}=${valueOf(condition)}`;
  });
}

function valueOf({ value, units, sense, amber, red }: AlarmCondition): string {
  const [factor, unit, max] = scales[units] ?? plain;
  const number = (of: number): string => decimal(of * factor);
  const range = (level: AlarmCondition['amber']): string =>
    level === null ? '' : `${number(level.level)}${sense === 'below' ? ':' : ''}`;
  const shown = value === null ? 'U' : number(value) + unit;
  return [shown, range(amber), range(red), '0', max].join(';').replace(/;+$/, '');
}

/** Without an exponent, which Nagios does not read, and without a tail of zeros. */
function decimal(value: number): string {
  return String(Number(value.toFixed(Math.abs(value) < 1000 ? 6 : 0)));
}

/** Quotes are doubled; an equals sign ends a label in no quotes. */
function labelOf(text: string): string {
  return `'${lineOf(text).replaceAll('=', '_').replaceAll("'", "''")}'`;
}

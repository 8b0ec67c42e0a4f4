import { formatDuration } from '../../lib/text/duration.ts';
import type { EntityClass } from '../../model/entity.ts';
import { Unit } from '../../model/unit.ts';
import { metricOfPattern } from '../rule/patterns.ts';
import { metricsOf, type Metrics } from './metrics-of.ts';
import { percents } from './percents.ts';
import { PERCENTS, type Settings } from './settings.ts';
import type { PerfmonClass } from './variable.ts';

/** The fields of a rule in their order, and what of the variable they do not keep. */
export interface Translation {
  readonly class: 'VM' | 'host';
  readonly fields: Readonly<Record<string, string | readonly string[] | null>>;
  readonly notes: readonly string[];
}

/** Seconds that a row of perfmon covers. */
export const ROW_SECONDS = 60;

/** A rule that means what the settings of a variable mean; or why there is none. */
export function translate(settings: Settings, cls: PerfmonClass): Translation | string {
  const compared = comparedBy(settings, cls);
  if (typeof compared === 'string') return compared;
  const isPercent = isPercentOf(settings);
  const own = isPercent ? 'host' : (cls as 'VM' | 'host');
  const level = levelText(settings.level, compared, own);
  const light = settings.priority <= 2 ? 'red' : 'amber';
  const notify = ['red', 'red', 'all', 'none', 'none'][settings.priority - 1] ?? 'none';
  const { metrics, instances } = compared;
  const isOne = metrics.length === 1 && !metrics[0]?.includes('#');
  return {
    class: own,
    fields: {
      metric: metrics.length === 1 ? (metrics[0] as string) : metrics,
      instances,
      of: isOne ? null : isPercent ? 'max' : settings.consolidation,
      // Perfmon looks at the means of minutes, and the first bad one is a minute of a period already.
      mean: '1m',
      sense: settings.sense === 'high' ? 'above' : 'below',
      [light]: level,
      for: formatDuration(Math.max(0, Math.round((settings.period - ROW_SECONDS) * 1000))).replace(
        /^0ms$/,
        '0s',
      ),
      keep: '0s',
      unknown: 'ignore',
      notify,
    },
    notes: [...compared.notes, ...notesOf(settings)],
  };
}

function comparedBy(
  { consolidation, regex, isDefaultRegex, name }: Settings,
  cls: PerfmonClass,
): Metrics | string {
  const percent = PERCENTS.find((one) => one === consolidation);
  if (percent) return percents[percent];
  if (cls === 'SR' || name === 'sr_io_throughput_total_per_host') return percents.get_percent_sr_usage;
  if (regex === null) return 'it has no rrd_regex, and perfmon has none for its name';
  return metricsOf(regex, cls, isDefaultRegex);
}

function isPercentOf({ consolidation }: Settings): boolean {
  return (PERCENTS as readonly string[]).includes(consolidation);
}

/** A level in the unit of XAPI, as rules have it: `102400KiB`. Shares above 1 need a percent sign. */
function levelText(level: number, { metrics: [metric = ''], units }: Metrics, cls: EntityClass): string {
  if (units !== '(fraction)') return `${level}${/^(requests|err)\/s$/.test(units) ? '/s' : units}`;
  const known = metricOfPattern(metric, cls);
  const isShare = typeof known !== 'string' && known.unit === Unit.ratio;
  return isShare && level > 1 ? `${Number((level * 100).toPrecision(15))}%` : String(level);
}

function notesOf({ consolidation, inhibit, sense, period }: Settings): string[] {
  const notes = [
    `alarm_auto_inhibit_period ${inhibit} s is not kept: perfmon sends again after each, and never sooner; an alarm here is raised once for each bad stretch`,
  ];
  if (sense === 'low') notes.push('a value that is missing is 0 to perfmon, and low; here it is unknown');
  if (consolidation === 'average')
    notes.push(
      'where one of several values is unknown, their average is unknown to perfmon, and good; here it is that of the others',
    );
  if (consolidation === 'max')
    notes.push(
      'the greatest of the means of a minute is compared by perfmon; here the mean of the greatest values, which is not less, and where one is unknown the greatest of the others',
    );
  if (period % ROW_SECONDS !== 0)
    notes.push(`alarm_trigger_period ${period} s: perfmon counts whole minutes, so it is late by up to one`);
  return notes;
}

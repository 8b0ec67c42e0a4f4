import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { AlarmDetails } from '../../../../src/api/wire/alarms.ts';
import { Figure } from '../../charts/figure.tsx';
import type { Chart } from '../../charts/specs.ts';
import { TimeBar } from '../../charts/time-bar.tsx';
import { useEntity } from '../../data/entity.ts';
import { limitsOf } from './limits-of.ts';
import { limitsOverlay } from './limits.ts';

/** Lines of a chart; an alarm of many metrics is one of a sum. */
const most = 4;
const colours = ['cpu', 'steal', 'in', 'out'] as const;

/** The course of the metrics that an alarm is about; nothing for one about states or events. */
export function AlarmChart({ alarm }: { alarm: AlarmDetails }): JSX.Element | null {
  const names = metricsOf(alarm);
  return names.length === 0 ? null : <Course key={names.join()} alarm={alarm} names={names} />;
}

function Course({ alarm, names }: { alarm: AlarmDetails; names: readonly string[] }): JSX.Element {
  const metrics = useMemo(() => names, [names.join()]);
  const view = useEntity(alarm.class, alarm.entity, metrics);
  const chart = useMemo<Chart>(
    () => ({
      key: 'alarm',
      title: metrics.length === 1 ? (metrics[0] ?? '') : 'metrics',
      panels: metrics.map((metric, i) => ({
        height: metrics.length === 1 ? 200 : 100,
        lines: [{ metric, label: metric, colour: colours[i] ?? 'cpu', style: 'area' }],
        overlay: limitsOverlay(() => limitsOf(alarm, metric)),
      })),
    }),
    [metrics],
  );
  return (
    <section aria-label="course">
      <TimeBar view={view} charts={[chart]} />
      <Figure view={view} chart={chart} />
    </section>
  );
}

/** Names of the metrics of the conditions, the device in place of `#`. */
function metricsOf({ conditions, instance }: AlarmDetails): string[] {
  const names = conditions
    .filter(({ kind }) => kind === 'metric' || kind === 'timeToFull')
    .flatMap(({ metrics }) => metrics.map((metric) => metric.replace('#', instance ?? '#')));
  return [...new Set(names)].filter((name) => !name.includes('#')).slice(0, most);
}

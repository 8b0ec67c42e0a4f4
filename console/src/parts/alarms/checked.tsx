import type { JSX } from 'preact';
import type { Alarms } from '../../../../src/api/wire/alarms.ts';
import { shortlyDescribedBy } from '../../../../src/model/text/metric-text.ts';
import type { Unit } from '../../../../src/model/unit.ts';
import { now } from '../../data/clock.ts';
import { span, text } from '../../format/format.ts';

interface Props {
  checked: Alarms['checked'];
  /** Nothing is raised. */
  isQuiet: boolean;
}

/** What is evaluated and when that was, and what is nearest to its limit: that nothing is raised is worth that much. */
export function Checked({ checked, isQuiet }: Props): JSX.Element {
  const { rules, entities, time, nearest } = checked;
  return (
    <p class="note">
      {isQuiet && 'Nothing is red or amber. '}
      {time !== null && <a href="/alarm-rules">{rules} rules</a>}
      {time === null
        ? 'No rule has been evaluated yet.'
        : ` over ${entities} machines, hosts and sources, checked ${span(Math.max(0, now.value - time))} ago.`}
      {nearest && (
        <>
          {' '}
          Nearest to a limit:{' '}
          <a href={nearest.subject}>
            {nearest.name}
            {nearest.instance !== null && ` ${nearest.instance}`}
          </a>
          , {nearest.metrics.length === 1 ? whatText(nearest.metrics[0]) : nearest.metrics.join(' of ')}{' '}
          {text(nearest.value, nearest.units as Unit)} (limit {text(nearest.level, nearest.units as Unit)}).
        </>
      )}
    </p>
  );
}

function whatText(metric = ''): string {
  return shortlyDescribedBy(metric) ?? metric;
}

import type { JSX } from 'preact';
import type { Alarm, Alarms } from '../../../../src/api/wire/alarms.ts';
import { useAlarmAnswer } from '../../data/alarms/alarms.ts';
import { fleet } from '../../data/fleet.ts';
import { status } from '../../data/status.ts';
import { lazy } from '../../lazy.tsx';
import { AlarmLight } from '../alarms/alarm-light.tsx';
import { Light } from '../light.tsx';
import { Since } from '../since.tsx';
import { hasNewRepairs } from './new-repairs.ts';
import { shownAlarms } from './shown-alarms.ts';
import { sourceFindings } from './source-findings.ts';
import { unknownBelow } from './unknown-below.ts';

// Rarely needed.
const NoRules = lazy(async () => import('./no-rules.tsx'), 'NoRules');
const Repairs = lazy(async () => import('./repairs.tsx'), 'Repairs');

/** What is wrong, above everything else: alarms, the worst first, and what no rule is about. Nothing at all when nothing is. */
export function Banners(): JSX.Element | null {
  const answer = useAlarmAnswer<Alarms>('/alarms?limit=100').value.value;
  const { alarms, rest } = shownAlarms(answer ?? { alarms: [], next: null });
  const sources = sourceFindings(status.value?.sources ?? []);
  const unevaluated = answer?.checked.time === null ? <NoRules /> : null;
  if (alarms.length + sources.length === 0 && !hasNewRepairs.value) return unevaluated;
  return (
    <section class="banners" aria-label="what is wrong">
      <ul>
        {alarms.map((alarm) => (
          <li key={alarm.id} class={alarm.state}>
            <Banner alarm={alarm} />
          </li>
        ))}
        {rest && (
          <li class="more">
            <a href="/alarms">{rest}</a>
          </li>
        )}
        {sources.map(({ subject, text, since }) => (
          <li key={subject} class="amber">
            <Light light="amber" />
            <strong>{subject}</strong>
            <span class="what">{text}</span>
            <Since since={since} />
          </li>
        ))}
        {hasNewRepairs.value && <Repairs />}
      </ul>
      {unevaluated}
    </section>
  );
}

function Banner({ alarm }: { alarm: Alarm }): JSX.Element {
  const { state, name, subject, uri, message, rule, since, acknowledged } = alarm;
  const text = message?.startsWith(`${name}: `) ? message.slice(name.length + 2) : (message ?? rule);
  const below = alarm.class === 'source' ? unknownBelow(fleet.value, alarm.entity) : '';
  return (
    <>
      <AlarmLight state={state} />
      <a href={subject}>{name}</a>
      <span class="what">
        <a href={uri}>{text}</a>
        {below && ` ${below}`}
        {acknowledged && ` Acknowledged by ${acknowledged.by}.`}
      </span>
      <Since since={since} />
    </>
  );
}

import type { JSX } from 'preact';
import type { Alarm, Alarms } from '../../../../src/api/wire/alarms.ts';
import { useAlarmAnswer } from '../../data/alarms/alarms.ts';
import { fleet } from '../../data/fleet.ts';
import { status } from '../../data/status.ts';
import { AlarmLight } from '../alarms/alarm-light.tsx';
import { Light } from '../light.tsx';
import { Since } from '../since.tsx';
import { hasNewRepairs, Repairs } from './repairs.tsx';
import { sourceFindings } from './source-findings.ts';
import { unknownBelow } from './unknown-below.ts';

/** Alarms shown before the rest is left to their page. */
const most = 5;

/** What is wrong, above everything else: alarms, the worst first, and what no rule is about. Nothing at all when nothing is. */
export function Banners(): JSX.Element | null {
  const answer = useAlarmAnswer<Alarms>('/alarms?limit=50').value.value;
  const all = answer?.alarms.filter(({ inhibited }) => inhibited === null) ?? [];
  const more = answer ? answer.summary.red + answer.summary.amber - Math.min(most, all.length) : 0;
  const sources = sourceFindings(status.value?.sources ?? []);
  if (all.length + sources.length === 0 && !hasNewRepairs.value) return null;
  return (
    <section class="banners" aria-label="what is wrong">
      <ul>
        {all.slice(0, most).map((alarm) => (
          <li key={alarm.id} class={alarm.state}>
            <Banner alarm={alarm} />
          </li>
        ))}
        {all.length > 0 && more > 0 && (
          <li class="more">
            <a href="/alarms">and {more} more</a>
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

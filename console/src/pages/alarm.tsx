import '../styles/alarms.css';
import type { JSX } from 'preact';
import type { AlarmDetails } from '../../../src/api/wire/alarms.ts';
import { useAlarmAnswer } from '../data/alarms/alarms.ts';
import { pathOf } from '../data/alarms/rules.ts';
import { lazy } from '../lazy.tsx';
import { AlarmLight } from '../parts/alarms/alarm-light.tsx';
import { AlarmChart } from '../parts/alarms/alarm-chart.tsx';
import { AlarmList } from '../parts/alarms/alarm-list.tsx';
import { Conditions } from '../parts/alarms/conditions.tsx';
import { raisedAt } from '../parts/alarms/moment/raised-at.ts';
import { OverrideForm } from '../parts/alarms/override-form.tsx';
import { Transitions } from '../parts/alarms/transitions.tsx';
import { CopyCurl, Problem } from '../parts/lazily.ts';
import { useTitle } from '../view/title.ts';

const Consumers = lazy(async () => import('../parts/alarms/moment/consumers.tsx'), 'Consumers');
const EventsAround = lazy(async () => import('../parts/alarms/moment/events-around.tsx'), 'EventsAround');

/** One alarm: why it has its state, from which rule each number is, the course of its metrics, and its changes. */
export function AlarmPage({ id }: { id: string }): JSX.Element {
  const path = `/alarms/${encodeURIComponent(id)}`;
  const { value, problem, refresh } = useAlarmAnswer<AlarmDetails>(path);
  const alarm = value.value;
  useTitle(alarm ? `${alarm.rule} of ${alarm.name}` : 'alarm');
  if (problem.value?.status === 404) return <Problem problem={problem.value} what="alarm" />;
  if (!alarm) {
    return (
      <div class="alarm-page">
        <h1>Alarm</h1>
        <p class="note">Waiting for the alarm.</p>
      </div>
    );
  }
  const raised = raisedAt(alarm);
  return (
    <div class="alarm-page">
      <div class="table-bar">
        <h1>
          <AlarmLight state={alarm.state} /> {alarm.rule} of <a href={alarm.subject}>{alarm.name}</a>{' '}
          {alarm.instance !== null && <small class="subtitle">{alarm.instance}</small>}
        </h1>
        <span class="space" />
        <CopyCurl requests={() => [path]} />
      </div>
      <AlarmList alarms={[alarm]} changed={refresh} />
      <section aria-label="why">
        <h2>Why</h2>
        {alarm.explanation.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        <Conditions of={alarm} />
        <OverrideForm alarm={alarm} changed={refresh} />{' '}
        <a class="action" href={pathOf(alarm.rule)}>
          the rule
        </a>
        {alarm.runbook !== null && /^https?:/.test(alarm.runbook) && (
          <p>
            <a href={alarm.runbook} rel="noreferrer">
              runbook
            </a>
          </p>
        )}
      </section>
      <AlarmChart alarm={alarm} />
      {raised !== null && (
        <>
          <Consumers alarm={alarm} raised={raised} />
          <EventsAround alarm={alarm} raised={raised} />
        </>
      )}
      <section>
        <h2>Changes</h2>
        {alarm.history.length === 0 ? (
          <p class="note">It has not changed yet.</p>
        ) : (
          <Transitions transitions={alarm.history.toReversed()} isOfOne />
        )}
      </section>
    </div>
  );
}

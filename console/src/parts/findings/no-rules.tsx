import type { JSX } from 'preact';
import type { AlarmRule } from '../../../../src/api/wire/alarms.ts';
import { useAlarmAnswer } from '../../data/alarms/alarms.ts';

/** One line where no rule is in effect, as with `alarms.enabled: false`: that nothing is raised says nothing then. */
export function NoRules(): JSX.Element | null {
  const rules = useAlarmAnswer<readonly AlarmRule[]>('/alarm-rules').value.value;
  if (rules?.length !== 0) return null;
  return <p class="note">Alarms are switched off: lights are of states alone.</p>;
}

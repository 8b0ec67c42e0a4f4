import { alarmStates, pendingAlarms, type Alarms, type AlarmState } from '../../alarms/mod.ts';
import type { EventLoopYielder } from '../../lib/async/event-loop-yielder.ts';
import type { EntityClass } from '../../model/classes.ts';
import { entityLabels, labelName, labelText, type Label } from '../../prometheus/mod.ts';
import type { Services } from '../context.ts';
import type { Block } from './block.ts';
import type { Format } from './format.ts';
import type { Subject } from './plan.ts';

const RAISED = new Set(['red', 'amber'] as const);

/** The light of each entity of a class, of those that have one. */
export function lightBlock(
  { alarms }: Pick<Services, 'alarms'>,
  cls: EntityClass,
  subjects: readonly Subject[],
  format: Format,
): Block {
  const name = `virtscope_${cls.toLowerCase()}_light`;
  return {
    head: format.head({ name, unit: null, help: `The worst light of the alarms about a ${cls}` }),
    count: subjects.length,
    sample(i) {
      const { entity, labels } = subjects[i] as Subject;
      const light = alarms.lights.of(entity);
      return light === null ? '' : `${name}{${labels},${labelText([['light', light]])}} 1\n`;
    },
  };
}

/** The alarms that fire or are about to. */
export async function alertsOf(alarms: Alarms, yielder: EventLoopYielder): Promise<AlarmState[]> {
  const found: AlarmState[] = [];
  for (const states of [alarmStates(alarms, RAISED), pendingAlarms(alarms)]) {
    for (const alarm of states) {
      if (alarm) found.push(alarm);
      if (yielder.isDue()) await yielder.pause();
    }
  }
  return found;
}

/** A series for each of them, as Prometheus writes those of its own rules; what another hides is left out. */
export function alertsBlock(alerts: readonly AlarmState[], format: Format): Block {
  const help = 'Alarms of virtscope that fire or are pending, as Prometheus writes its own';
  return {
    head: format.head({ name: 'ALERTS', unit: null, help }),
    count: alerts.length,
    sample(i) {
      const alarm = alerts[i] as AlarmState;
      return alarm.inhibitedBy === null ? `ALERTS{${labelText(labelsOf(alarm))}} 1\n` : '';
    },
  };
}

function labelsOf({ rule, class: cls, entity, name, instance, light, definition }: AlarmState): Label[] {
  const isFiring = light === 'red' || light === 'amber';
  return [
    ['alertname', rule],
    ['alertstate', isFiring ? 'firing' : 'pending'],
    ...(isFiring ? [['severity', light] as const] : []),
    ['class', cls],
    ...entityLabels({ class: cls, id: entity, name }),
    ...(instance === '' ? [] : [['device', instance] as const]),
    ...Object.entries(definition?.labels ?? {}).map(([key, value]) => [labelName(key), value] as const),
  ];
}

import type { AlarmCondition, AlarmDetails } from '../../../../src/api/wire/alarms.ts';
import { lookup } from '../../../../src/model/vocabulary.ts';
import type { Limit } from './limits.ts';

const lights = ['amber', 'red'] as const;

/** A level with the condition that it is of. */
export interface ConditionLimit extends Limit {
  readonly sense: AlarmCondition['sense'];
  readonly origin: string;
}

/** The levels that a metric is compared with; none where it is compared as a sum or a ratio. */
export function limitsOf(
  { conditions, instance }: Pick<AlarmDetails, 'conditions' | 'instance'>,
  metric: string,
): ConditionLimit[] {
  const unit = lookup(metric)?.metric.unit;
  return conditions
    .filter(({ kind, metrics, units }) => {
      const [name, ...others] = metrics.map((one) => one.replace('#', instance ?? '#'));
      return kind === 'metric' && name === metric && others.length === 0 && units === unit;
    })
    .flatMap((condition) =>
      lights.flatMap((light) => {
        const given = condition[light];
        return given ? { light, level: given.level, origin: given.origin, sense: condition.sense } : [];
      }),
    );
}

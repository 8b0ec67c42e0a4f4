import { Type } from 'typebox';
import type { Transition } from '../../alarms/mod.ts';
import type { Services } from '../context.ts';
import { metricsPath } from '../http/paths.ts';
import { checkSelector } from '../select/selection.ts';

/** Parameters of an address that choose alarms, or changes of them. */
export const filterProperties = {
  rule: Type.Optional(Type.String({ description: 'Only of this rule, or of several such as vm.*' })),
  subject: Type.Optional(Type.String({ description: 'Only about this address, such as /metrics/VM/UUID' })),
  select: Type.Optional(
    Type.String({ maxLength: 1024, description: 'A selector of entities; metrics are not compared' }),
  ),
};

/** What is asked for by {@link filterProperties}. */
export type AlarmFilter = Partial<Readonly<Record<keyof typeof filterProperties, string>>>;

/** Whether an alarm, or a change of one, is asked for. @throws {InputError} SELECTOR_INVALID */
export function filterOf(
  { alarms, clock }: Services,
  { rule = '*', subject, select = '' }: AlarmFilter,
): (of: Pick<Transition, 'rule' | 'class' | 'entity' | 'name'>) => boolean {
  checkSelector(select);
  const isSelected = alarms.book.silences.matcher({ rule, select }, clock.now());
  return (of) =>
    (subject === undefined || metricsPath({ class: of.class, id: of.entity }) === subject) &&
    isSelected(of.rule, alarms.entityOf(of));
}

/** What is asked for, as parameters of another address. */
export function filterParameters(filter: AlarmFilter): Record<string, string> {
  return Object.fromEntries(
    (['rule', 'subject', 'select'] as const).flatMap((name) => {
      const value = filter[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

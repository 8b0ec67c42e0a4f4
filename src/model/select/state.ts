import { activityOf, CLASSES, entityClasses, isEntityClass } from '../classes.ts';
import { CONDITIONS } from '../health.ts';
import { LIGHTS, lightOf } from '../light.ts';
import { conditionWord, stateWord } from '../text/state-word.ts';
import type { Subject } from './subject.ts';

/**
 * The words that `is:` takes: lights, conditions and states as programs and as people read them, and what is done in them.
 */
export const stateWords: readonly string[] = [
  ...new Set([
    ...LIGHTS,
    ...CONDITIONS,
    ...CONDITIONS.map(conditionWord),
    ...entityClasses.flatMap((cls) =>
      Object.entries(CLASSES[cls].states).flatMap(([state, activity]) => [activity, stateWord(state), state]),
    ),
  ]),
];

const lights: ReadonlySet<string> = new Set(LIGHTS);

/** Whether one of these words is true of something. */
export function stateTest(word: string): (subject: Subject) => boolean {
  const isLight = lights.has(word);
  const test = ({ class: cls, state, condition, alarms }: Subject): boolean =>
    state === word ||
    (condition && (condition.kind === word || conditionWord(condition.kind) === word)) ||
    stateWord(state) === word ||
    (isEntityClass(cls) && activityOf(cls, state) === word) ||
    (isLight && lightOf(cls, state, condition, alarms) === word);
  // Nearly all rows of a table are of one class, in few states and without a condition or an alarm: looked up, a row costs a seventh.
  let known = new Map<string, boolean>();
  let knownClass = '';
  return (subject) => {
    if (subject.condition || subject.alarms === 'red' || subject.alarms === 'amber') return test(subject);
    if (subject.class !== knownClass) [known, knownClass] = [new Map(), subject.class];
    let holds = known.get(subject.state);
    if (holds === undefined) known.set(subject.state, (holds = test(subject)));
    return holds;
  };
}

import type { Rule } from '../rule/rule.ts';
import type { AlarmLight } from './light.ts';

const order: readonly AlarmLight[] = ['green', 'amber', 'red'];

/** A slow evaluation of a rule of one condition without a window, which looks at all of the past at every step. */
export function referenceLights(rule: Rule, values: readonly number[], stepMs: number): AlarmLight[] {
  const levels = rule.conditions[0]?.levels;
  if (!levels) throw new Error('Cannot evaluate a rule: it has no condition');
  const lights: AlarmLight[] = [];
  /** What was called for, of the steps that are known. */
  const called: { step: number; light: AlarmLight }[] = [];
  const beyond = (value: number, level: number | null): boolean =>
    level !== null && (levels.sense === 'above' ? value > level : value < level);
  for (const [step, value] of values.entries()) {
    const now = lights.at(-1) ?? 'unknown';
    if (Number.isNaN(value) && ['hold', 'ignore'].includes(rule.unknown)) {
      const isHeld = rule.unknown === 'hold' && (now === 'amber' || now === 'red');
      lights.push(isHeld ? now : 'unknown');
      if (!isHeld && rule.unknown === 'ignore') called.length = 0;
      continue;
    }
    let light: AlarmLight = 'green';
    if (Number.isNaN(value)) light = rule.unknown as AlarmLight;
    else if (beyond(value, now === 'red' ? levels.redClear : levels.red)) light = 'red';
    else if (beyond(value, now === 'red' || now === 'amber' ? levels.amberClear : levels.amber))
      light = 'amber';
    if (step - (called.at(-1)?.step ?? -Infinity) > 2) called.length = 0;
    called.push({ step, light });
    const settled = settle(rule, now, called, stepMs);
    lights.push(Number.isNaN(value) && settled === 'green' ? 'unknown' : settled);
  }
  return lights;
}

function settle(
  rule: Rule,
  now: AlarmLight,
  called: readonly { readonly step: number; readonly light: AlarmLight }[],
  stepMs: number,
): AlarmLight {
  const last = called.at(-1)?.step ?? 0;
  /** For how long what is called for has been on one side of a light, and on which. */
  const side = (of: AlarmLight): { isOver: boolean; ms: number } => {
    const isOver = (light: AlarmLight): boolean => order.indexOf(light) >= order.indexOf(of);
    const is = isOver(called.at(-1)?.light ?? 'green');
    const before = called.findLastIndex(({ light }) => isOver(light) !== is);
    return { isOver: is, ms: (last - (called[before + 1]?.step ?? last)) * stepMs };
  };
  const red = side('red');
  if (now === 'red' ? red.isOver || red.ms < rule.keepMs : red.isOver && red.ms >= rule.redForMs)
    return 'red';
  if (rule.conditions.every(({ levels }) => levels.amber === null)) return 'green';
  const amber = side('amber');
  const wasRaised = now === 'amber' || now === 'red';
  if (amber.isOver) return wasRaised || amber.ms >= rule.amberForMs ? 'amber' : 'green';
  return wasRaised && amber.ms < rule.keepMs ? 'amber' : 'green';
}

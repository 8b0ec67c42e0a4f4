import type { Levels } from '../rule/rule.ts';
import { LightCode } from './light.ts';

/** Levels as the evaluation compares them: NaN where there is none, and negated where low is bad. */
export interface CompiledLevels {
  readonly sign: 1 | -1;
  readonly amber: number;
  readonly amberClear: number;
  readonly red: number;
  readonly redClear: number;
}

export function compileLevels({ sense, amber, amberClear, red, redClear }: Levels): CompiledLevels {
  const sign = sense === 'above' ? 1 : -1;
  const compile = (level: number | null): number => (level === null ? Number.NaN : sign * level);
  const levels = { amber: compile(amber), amberClear: compile(amberClear) };
  return { sign, ...levels, red: compile(red), redClear: compile(redClear) };
}

/** The light that a value calls for, where the alarm has a light now: one that is raised stays so until the level that clears it. */
export function conditionLight(value: number, levels: CompiledLevels, now: number): LightCode {
  if (value !== value) return LightCode.unknown;
  const signed = levels.sign * value;
  const isRed = now === LightCode.red;
  if (signed > (isRed ? levels.redClear : levels.red)) return LightCode.red;
  const isAmber = isRed || now === LightCode.amber;
  return signed > (isAmber ? levels.amberClear : levels.amber) ? LightCode.amber : LightCode.green;
}

import type { Levels, Rule } from '../rule/rule.ts';

/** The value farthest beyond the levels while a pair is raised, and when it was; of the first condition that has a value. */
export class WorstValues {
  /** Number of that condition; -1 where the rule has none. */
  readonly condition: number;
  readonly #values: Float64Array;
  /** Epoch ms. */
  readonly #times: Float64Array;
  readonly #sense: Levels['sense'];

  constructor({ conditions }: Rule, pairs: number) {
    this.condition = conditions.findIndex(({ kind }) => kind === 'metric' || kind === 'timeToFull');
    this.#sense = conditions[this.condition]?.levels.sense ?? 'above';
    const length = this.condition < 0 ? 0 : pairs;
    this.#values = new Float64Array(length).fill(Number.NaN);
    this.#times = new Float64Array(length);
  }

  note(pair: number, value: number, time: number): void {
    const worst = this.#values[pair] as number;
    if (this.#sense === 'above' ? worst >= value : worst <= value) return;
    if (!Number.isFinite(value)) return;
    this.#values[pair] = value;
    this.#times[pair] = time;
  }

  /** Null where nothing was noted. */
  get(pair: number): { readonly value: number; readonly time: number } | null {
    const [value, time] = [this.#values[pair], this.#times[pair]];
    return value === undefined || time === undefined || Number.isNaN(value) ? null : { value, time };
  }

  forget(pair: number): void {
    if (pair < this.#values.length) this.#values[pair] = Number.NaN;
  }

  adopt(from: WorstValues, old: number, pair: number): void {
    this.forget(pair);
    const worst = from.get(old);
    if (worst) this.note(pair, worst.value, worst.time);
  }
}

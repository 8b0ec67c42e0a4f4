import type { Rule } from '../rule/rule.ts';
import { isRaisedCode, LightCode } from './light.ts';

/** Bits of what a value has passed. */
const OVER_AMBER = 1;
const OVER_RED = 2;

/** A restart that took no longer ends no span: what was bad before and is bad after it was bad all the time. */
const RESTART_MS = 120_000;

/** The state of all pairs of a rule, in columns. Times are epoch ms. */
export class RuleState {
  readonly lights: Uint8Array;
  /** Since when the light is what it is. */
  readonly since: Float64Array;
  /** Since when the value is over the level, or is not. */
  readonly amberSince: Float64Array;
  readonly redSince: Float64Array;
  readonly #over: Uint8Array;
  readonly #known: Float64Array;
  readonly #rule: Rule;
  readonly #gapMs: number;
  readonly #hasAmber: boolean;

  /** @param intervalMs of the source: values that are further apart than two intervals are no span of time together. */
  constructor(rule: Rule, pairs: number, intervalMs: number) {
    this.#rule = rule;
    this.#gapMs = 2 * intervalMs;
    this.#hasAmber = rule.conditions.some(({ levels }) => levels.amber !== null);
    this.lights = new Uint8Array(pairs);
    this.since = new Float64Array(pairs);
    this.amberSince = new Float64Array(pairs);
    this.redSince = new Float64Array(pairs);
    this.#over = new Uint8Array(pairs);
    this.#known = new Float64Array(pairs).fill(-Infinity);
  }

  /** The light that a pair has now that its conditions call for this one; the caller sets it. */
  next(pair: number, called: LightCode, time: number): LightCode {
    const light = this.lights[pair] as LightCode;
    let wanted = called;
    if (called === LightCode.unknown) {
      const { unknown } = this.#rule;
      if (unknown === 'amber' || unknown === 'red') wanted = LightCode[unknown];
      else if (unknown === 'hold' && isRaisedCode(light)) return light;
      else {
        if (unknown === 'ignore') this.#known[pair] = -Infinity;
        return LightCode.unknown;
      }
    }
    this.#turn(pair, wanted, time);
    const next = this.#lightAt(pair, light, time);
    return called === LightCode.unknown && next === LightCode.green ? LightCode.unknown : next;
  }

  /** A pair that is not evaluated begins anew. */
  forget(pair: number): void {
    this.#known[pair] = -Infinity;
  }

  set(pair: number, light: LightCode, since: number): void {
    this.lights[pair] = light;
    this.since[pair] = since;
  }

  /** Whether a value is over a level for which its light is not raised yet. */
  isPending(pair: number): boolean {
    const [light, over] = [this.lights[pair] as number, this.#over[pair] as number];
    if (light === LightCode.red || this.#known[pair] === -Infinity) return false;
    return (
      (over & OVER_RED) !== 0 || ((over & OVER_AMBER) !== 0 && this.#hasAmber && light !== LightCode.amber)
    );
  }

  adopt(from: RuleState, old: number, pair: number): void {
    this.set(pair, from.lights[old] as LightCode, from.since[old] as number);
    this.#adoptSpans(from, old, pair);
  }

  /** Takes over spans of before a restart, unless that took too long. @param time of the first values after it, epoch ms */
  recover(from: RuleState, old: number, pair: number, time: number): void {
    this.#adoptSpans(from, old, pair);
    const ago = time - (from.#known[old] as number);
    if (ago > 0 && ago <= RESTART_MS) this.#known[pair] = time;
  }

  #adoptSpans(from: RuleState, old: number, pair: number): void {
    this.amberSince[pair] = from.amberSince[old] as number;
    this.redSince[pair] = from.redSince[old] as number;
    this.#over[pair] = from.#over[old] as number;
    this.#known[pair] = from.#known[old] as number;
  }

  /** Notes when the value passed a level, in either direction. */
  #turn(pair: number, called: LightCode, time: number): void {
    let over = called === LightCode.red ? OVER_AMBER | OVER_RED : 0;
    if (called === LightCode.amber) over = OVER_AMBER;
    const ago = time - (this.#known[pair] as number);
    this.#known[pair] = time;
    // After a gap, and after a clock that was set back, every span begins anew.
    const turned = ago > this.#gapMs || ago < 0 ? OVER_AMBER | OVER_RED : over ^ (this.#over[pair] as number);
    if (turned === 0) return;
    if (turned & OVER_AMBER) this.amberSince[pair] = time;
    if (turned & OVER_RED) this.redSince[pair] = time;
    this.#over[pair] = over;
  }

  #lightAt(pair: number, light: LightCode, time: number): LightCode {
    const over = this.#over[pair] as number;
    const { amberForMs, redForMs, keepMs } = this.#rule;
    const redMs = time - (this.redSince[pair] as number);
    const amberMs = time - (this.amberSince[pair] as number);
    const isOverRed = (over & OVER_RED) !== 0;
    const isOverAmber = (over & OVER_AMBER) !== 0;
    if (isOverRed ? light === LightCode.red || redMs >= redForMs : light === LightCode.red && redMs < keepMs)
      return LightCode.red;
    if (!this.#hasAmber) return LightCode.green;
    const wasRaised = isRaisedCode(light);
    const isAmber = isOverAmber ? wasRaised || amberMs >= amberForMs : wasRaised && amberMs < keepMs;
    return isAmber ? LightCode.amber : LightCode.green;
  }
}

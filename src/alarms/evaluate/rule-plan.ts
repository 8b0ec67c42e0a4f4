import type { Batch } from '../../model/batch.ts';
import type { Entity } from '../../model/entity.ts';
import { isStateRule, type Rule } from '../rule/rule.ts';
import { compileLevels, conditionLight, type CompiledLevels } from './condition-light.ts';
import { isRaisedCode, LightCode } from './light.ts';
import type { ConditionReader } from './reader.ts';
import { RuleState } from './rule-state.ts';
import { WorstValues } from './worst-values.ts';

/** What a plan reports while it evaluates; called only where something changes. */
export interface PlanListener {
  /** A pair is evaluated for the first time, or again: the light that it had and since when, if it is remembered. */
  restore(plan: RulePlan, pair: number): RestoredLight | null;
  change(plan: RulePlan, pair: number, change: LightChange): void;
}

export interface RestoredLight {
  readonly light: LightCode;
  /** Epoch ms. */
  readonly since: number;
  /** What it was raised with; left out where that was no value. */
  readonly value?: number | null;
}

export interface LightChange {
  readonly from: LightCode;
  readonly to: LightCode;
  /** Epoch ms. */
  readonly time: number;
}

/** Changes between two places where the event loop may turn: each takes some 10 µs. */
const CHANGES_A_TURN = 256;

/** Whether an entity is evaluated: not at all, only for its states, by all rules; or at another source. */
export const Standing = { elsewhere: 0, inactive: 1, active: 2 } as const;

/** One rule, as it is for some entities of a source, and its pairs of rule and series. */
export class RulePlan {
  readonly rule: Rule;
  /** By pair. */
  readonly entities: readonly Entity[];
  /** By pair: the key of the device; '' where the pair is about the whole entity. */
  readonly instances: readonly string[];
  readonly readers: readonly ConditionReader[];
  readonly state: RuleState;
  readonly worst: WorstValues;
  /** By pair: number of its entity among those of the source. */
  readonly #entityOf: Int32Array;
  readonly #levels: readonly CompiledLevels[];
  readonly #isOfStates: boolean;
  #first: ReadonlyMap<string, number> | null = null;

  constructor(rule: Rule, pairs: PlanPairs, readers: readonly ConditionReader[], intervalMs: number) {
    this.rule = rule;
    this.entities = pairs.entities;
    this.instances = pairs.instances;
    this.#entityOf = Int32Array.from(pairs.entityNumbers);
    this.readers = readers;
    this.state = new RuleState(rule, pairs.entities.length, intervalMs);
    this.worst = new WorstValues(rule, pairs.entities.length);
    this.#levels = rule.conditions.map(({ levels }) => compileLevels(levels));
    this.#isOfStates = isStateRule(rule);
  }

  get length(): number {
    return this.entities.length;
  }

  /** Yields where the event loop may turn. @param standings by number of the entity. */
  *evaluate(
    batch: Pick<Batch, 'values' | 'rowEndMs'>,
    standings: Uint8Array,
    listener: PlanListener,
  ): Generator<void, void> {
    this.read(batch);
    yield* this.#judge(batch.rowEndMs, standings, listener);
  }

  read(batch: Pick<Batch, 'values' | 'rowEndMs'>): void {
    for (const reader of this.readers) reader.read(batch);
  }

  /** Nothing is known at a time: the newest batch is too old. */
  *evaluateUnknown(time: number, standings: Uint8Array, listener: PlanListener): Generator<void, void> {
    for (const reader of this.readers) reader.values.fill(Number.NaN);
    yield* this.#judge(time, standings, listener);
  }

  /** The pair of an entity, by its id, and a device; -1 where there is none. */
  find(id: string, instance: string): number {
    this.#first ??= new Map(this.entities.map((one, i) => [one.id, i] as const).reverse());
    for (let pair = this.#first.get(id) ?? -1; pair >= 0 && this.entities[pair]?.id === id; pair++) {
      if (this.instances[pair] === instance) return pair;
    }
    return -1;
  }

  /** Takes over the state of pairs that an earlier plan of the same rule has too. */
  *adopt(from: RulePlan): Generator<void, void> {
    yield* this.#adopt(from, (old, pair) => {
      this.state.adopt(from.state, old, pair);
      this.worst.adopt(from.worst, old, pair);
    });
  }

  /**
   * Takes over spans and windows of rows before a restart; lights are those that are remembered.
   *
   * @param time of the first batch after it, epoch ms
   */
  *recover(from: RulePlan, time: number): Generator<void, void> {
    yield* this.#adopt(from, (old, pair) => this.state.recover(from.state, old, pair, time));
  }

  *#adopt(from: RulePlan, adoptState: (old: number, pair: number) => void): Generator<void, void> {
    for (let pair = 0; pair < this.length; pair++) {
      if (pair % 1024 === 1023) yield;
      const old = from.find((this.entities[pair] as Entity).id, this.instances[pair] as string);
      if (old < 0) continue;
      adoptState(old, pair);
      for (const [i, reader] of this.readers.entries()) {
        const before = from.readers[i];
        if (before) reader.adopt(before, old, pair);
      }
    }
  }

  /** The first condition that calls for the light; the first where none does. */
  decidingCondition(pair: number, light: LightCode): number {
    const found = this.#levels.findIndex((levels, i) => {
      return conditionLight(this.readers[i]?.values[pair] as number, levels, light) === light;
    });
    return Math.max(0, found);
  }

  /** A thousand changes at once, each with a line of the log, take more than one turn. */
  *#judge(time: number, standings: Uint8Array, listener: PlanListener): Generator<void, void> {
    for (let pair = 0; pair < this.length;) {
      pair = this.#judgeFrom(pair, time, standings, listener);
      yield;
    }
  }

  /** Judges pairs until so many have changed; returns the next one. */
  #judgeFrom(from: number, time: number, standings: Uint8Array, listener: PlanListener): number {
    const { lights } = this.state;
    let left = CHANGES_A_TURN;
    let pair = from;
    for (; pair < this.length && left > 0; pair++) {
      const standing = standings[this.#entityOf[pair] as number] as number;
      if (standing === Standing.active || (standing === Standing.inactive && this.#isOfStates)) {
        if (lights[pair] === LightCode.off) this.#begin(pair, time, listener);
        const next = this.state.next(pair, this.#calledFor(pair), time);
        if (isRaisedCode(next)) this.#noteWorst(pair, time);
        if (next === lights[pair]) continue;
        this.#set(pair, next, time, listener);
        left--;
      } else if (lights[pair] !== LightCode.off) {
        this.#end(pair, time, standing === Standing.elsewhere ? null : listener);
        left--;
      }
    }
    return pair;
  }

  #begin(pair: number, time: number, listener: PlanListener): void {
    const before = listener.restore(this, pair);
    this.state.set(pair, before?.light ?? LightCode.unknown, before?.since ?? time);
    this.worst.forget(pair);
    if (before && typeof before.value === 'number') this.worst.note(pair, before.value, before.since);
  }

  /** @param listener null where the same pair goes on at another source. */
  #end(pair: number, time: number, listener: PlanListener | null): void {
    for (const reader of this.readers) reader.forget(pair);
    this.state.forget(pair);
    if (listener) this.#set(pair, LightCode.off, time, listener);
    else this.state.set(pair, LightCode.off, time);
  }

  #set(pair: number, to: LightCode, time: number, listener: PlanListener): void {
    const from = this.state.lights[pair] as LightCode;
    this.state.set(pair, to, time);
    listener.change(this, pair, { from, to, time });
    if (!isRaisedCode(to)) this.worst.forget(pair);
  }

  #noteWorst(pair: number, time: number): void {
    const reader = this.readers[this.worst.condition];
    if (reader) this.worst.note(pair, reader.values[pair] as number, time);
  }

  #calledFor(pair: number): LightCode {
    const { readers, rule, state } = this;
    const now = state.lights[pair] as number;
    const isAll = rule.combine === 'all';
    let called: LightCode = isAll ? LightCode.red : LightCode.green;
    let isUnknown = false;
    for (let i = 0; i < readers.length; i++) {
      const value = (readers[i] as ConditionReader).values[pair] as number;
      const one = conditionLight(value, this.#levels[i] as CompiledLevels, now);
      if (one === LightCode.unknown) isUnknown = true;
      else if (isAll ? one < called : one > called) called = one;
    }
    // What is certain without the unknown ones: that not all are bad, or that one is.
    if (isUnknown && (isAll ? called !== LightCode.green : called === LightCode.green))
      return LightCode.unknown;
    return called;
  }
}

/** The pairs of a plan, those of one entity beside each other. */
export interface PlanPairs {
  readonly entities: readonly Entity[];
  readonly instances: readonly string[];
  readonly entityNumbers: readonly number[];
}

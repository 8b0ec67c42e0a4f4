import { EventLoopYielder } from '../lib/async/event-loop-yielder.ts';
import { inSlices } from '../lib/async/in-slices.ts';
import type { Batch } from '../model/batch.ts';
import type { Clock } from '../model/clock.ts';
import { createEntity, type Entity } from '../model/entity.ts';
import { AlarmBook, type AlarmStore } from './alarm-book.ts';
import { alarmId, keyOf, type AlarmKey, type Transition } from './alarm-log/transition.ts';
import type { RaisedAlarm } from './alarm-memory/alarm-memory.ts';
import { Flapping } from './alarm-memory/flapping.ts';
import { EntityLights } from './entity-lights.ts';
import { Evaluator } from './evaluate/evaluator.ts';
import { alarmLight, isRaised, LightCode, type AlarmLight } from './evaluate/light.ts';
import type { LightChange, RestoredLight, RulePlan } from './evaluate/rule-plan.ts';
import { inhibitorOf } from './inhibition.ts';
import { recover, type RecoverOptions } from './replay/recover.ts';
import type { RuleBook } from './rule-book/rule-book.ts';
import { originText } from './text/limit.ts';
import { messageOf } from './text/message.ts';

export interface AlarmsOptions {
  readonly book: RuleBook;
  readonly store: AlarmStore;
  readonly clock: Clock;
  /** File of what survives a restart; null where nothing does. */
  readonly path: string | null;
}

/** Longest work on a batch before the event loop turns. */
const TURN_MS = 8;
/** Raised alarms are compared with what is evaluated so often. */
const RECONCILE_MS = 30_000;

/** The alarms of all sources: a consumer of the pipeline, after the store. */
export class Alarms {
  readonly book: AlarmBook;
  readonly store: AlarmStore;
  readonly clock: Clock;
  readonly evaluator: Evaluator;
  readonly lights: EntityLights;
  /** How often lights may have changed. */
  evaluations = 0;
  readonly #flapping = new Flapping();
  readonly #startedAt: number;
  #reconciledAt: number;
  #rules: RuleBook;

  constructor({ book, store, clock, path }: AlarmsOptions) {
    this.#rules = book;
    this.store = store;
    this.clock = clock;
    this.book = new AlarmBook(path, store, clock);
    this.evaluator = new Evaluator({
      book,
      store,
      listener: {
        restore: (plan, pair) => this.#restore(plan, pair),
        change: (plan, pair, change) => this.#change(plan, pair, change),
      },
    });
    this.lights = new EntityLights(this);
    this.#startedAt = clock.now();
    this.#reconciledAt = this.#startedAt;
    for (const transition of this.book.log.all) this.#flapping.restore(transition, this.#startedAt);
  }

  get rules(): RuleBook {
    return this.#rules;
  }

  /** Evaluates other rules from now on. An alarm of a rule that is gone ends within two minutes. */
  setRules(book: RuleBook): void {
    this.#rules = book;
    this.evaluator.replace(book);
    this.evaluations++;
  }

  /**
   * Reads the newest rows of history, so that spans and means of before a restart go on; to be called before the first
   * batch. Rejects with the reason of the signal.
   */
  async recover(store: RecoverOptions['store'], signal: AbortSignal): Promise<void> {
    const { clock, rules, book } = this;
    this.evaluator.recover(await recover({ book: rules, store, clock, past: book, signal }));
  }

  /** Work on it is done in order: the pipeline calls it for one batch of a source at a time. */
  append(batch: Batch): void | Promise<void> {
    return inSlices(this.#evaluate(batch), this.#yielder());
  }

  remove(source: string): void {
    this.evaluator.remove(source);
    this.evaluations++;
  }

  async closeRows(rowEndMs: number): Promise<void> {
    await inSlices(this.evaluator.sweep(rowEndMs), this.#yielder());
    for (const [alarm, light] of this.#flapping.settle(rowEndMs)) this.#settle(alarm, light, rowEndMs);
    if (rowEndMs - this.#reconciledAt >= RECONCILE_MS) this.#reconcile(rowEndMs);
    this.evaluations++;
    this.book.tidy();
  }

  close(): void {
    this.book.close();
  }

  isFlapping(alarm: string): boolean {
    return this.#flapping.isFlapping(alarm);
  }

  /** Where an alarm is evaluated; null where it is not. */
  find({
    rule,
    entity,
    instance,
  }: AlarmKey): { readonly plan: RulePlan; readonly pair: number; readonly time: number } | null {
    for (const { plan, time } of this.evaluator.plans()) {
      if (plan.rule.id !== rule) continue;
      const pair = plan.find(entity, instance);
      if (pair >= 0 && plan.state.lights[pair] !== LightCode.off) return { plan, pair, time };
    }
    return null;
  }

  /** The entity of an alarm; of one that is forgotten only its name is known. */
  entityOf({ class: cls, entity: id, name }: Pick<Transition, 'class' | 'entity' | 'name'>): Entity {
    const known = this.store.entity(cls, id);
    return known ?? createEntity({ class: cls, id, source: '', name, state: 'gone' }, 0);
  }

  /** The id of the raised alarm that hides one of a rule about an entity; null where none does. */
  inhibitorOf(rule: string, entity: Entity): string | null {
    return inhibitorOf(rule, entity, this.book.memory, this.rules);
  }

  *#evaluate(batch: Batch): Generator<void, void> {
    yield* this.evaluator.append(batch);
    this.evaluations++;
    this.book.flush();
  }

  #yielder(): EventLoopYielder {
    return new EventLoopYielder({ budgetMs: TURN_MS, monotonic: () => this.clock.monotonic() });
  }

  #restore(plan: RulePlan, pair: number): RestoredLight | null {
    if (this.book.memory.size === 0) return null;
    const raised = this.book.memory.get(alarmId(keyOf(plan, pair)));
    return raised && isRaised(raised.last.to)
      ? { light: LightCode[raised.last.to], since: raised.last.time, value: raised.last.value }
      : null;
  }

  #change(plan: RulePlan, pair: number, { from: fromCode, to: toCode, time }: LightChange): void {
    const key = keyOf(plan, pair);
    const alarm = alarmId(key);
    const raised = this.book.memory.get(alarm);
    const [from, to] = [alarmLight(fromCode), alarmLight(toCode)];
    if (!raised && !isRaised(to)) return;
    const light = this.#flapping.change(alarm, from, to, time);
    const before = raised?.last.to ?? from;
    if (light === before) return;
    const entity = plan.entities[pair] as Entity;
    const number = plan.decidingCondition(pair, isRaised(light) ? LightCode[light] : fromCode);
    const condition = plan.rule.conditions[number];
    if (!condition) return;
    const field = fieldOf(light, before);
    const value = numberOrNull(plan.readers[number]?.values[pair]);
    const level = condition.kind === 'when' ? null : condition.levels[field];
    const raisedMs = raised ? time - raised.raisedAt : 0;
    const about = { from: before, to: light, value: condition.kind === 'when' ? null : value, level };
    const noted = plan.worst.condition === number ? plan.worst.get(pair) : null;
    const worst = noted && { value: noted.value, agoMs: time - noted.time };
    const message = messageOf({ ...about, worst, time, entity, instance: key.instance, condition, raisedMs });
    this.book.append({
      ...key,
      ...about,
      alarm,
      time,
      name: entity.name,
      unit: condition.unit,
      origin: originText(plan.rule, condition, field),
      flapping: this.isFlapping(alarm),
      inhibitedBy: this.inhibitorOf(key.rule, entity),
      message,
    });
  }

  /** An alarm that flapped is calm: it has the light of its values again. */
  #settle(alarm: string, to: AlarmLight, time: number): void {
    const raised = this.book.memory.get(alarm);
    if (raised && raised.last.to !== to) this.#end(raised, to, time, 'it was calm for 15 min');
  }

  /** Ends raised alarms whose rule, device or entity is not there any more. */
  #reconcile(now: number): void {
    this.#reconciledAt = now;
    // Sources have time for their first batches.
    if (now - this.#startedAt < 2 * RECONCILE_MS) return;
    this.evaluator.recover([]);
    for (const raised of this.book.memory.all()) {
      const why = this.#whyOver(raised);
      if (why !== null) this.#end(raised, 'off', now, why);
    }
  }

  #whyOver({ last }: RaisedAlarm): string | null {
    const rule = this.rules.rule(last.rule);
    if (!rule?.enabled) return 'its rule is not in effect any more';
    const entity = this.store.entity(last.class, last.entity);
    if (!entity || entity.state === 'gone') return 'it was removed';
    if (this.find(last)) return null;
    const isEvaluated = [...this.evaluator.plans()].some(({ plan }) =>
      plan.entities.some((one) => one.source === entity.source),
    );
    // While its source is not read nothing is known, and the alarm is held.
    return isEvaluated && entity.state !== 'unknown' ? 'there is nothing to look at any more' : null;
  }

  #end({ last }: RaisedAlarm, to: AlarmLight, time: number, why: string): void {
    const { sequence: _, ...rest } = last;
    const subject = last.instance === '' ? last.name : `${last.name} ${last.instance}`;
    const message = `${subject}: ${to === 'off' ? 'no longer looked at' : to}, ${why}.`;
    this.book.append({
      ...rest,
      from: last.to,
      to,
      time,
      value: null,
      flapping: false,
      inhibitedBy: null,
      message,
    });
  }
}

/** The level that decided: that which was passed, or that which clears. */
function fieldOf(to: AlarmLight, from: AlarmLight): 'amber' | 'red' | 'amberClear' | 'redClear' {
  if (to === 'red') return 'red';
  if (from === 'red') return 'redClear';
  return to === 'amber' ? 'amber' : 'amberClear';
}

function numberOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

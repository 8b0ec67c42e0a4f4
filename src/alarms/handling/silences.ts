import type { Entity } from '../../model/entity.ts';
import { parseSelector, type Selector } from '../../model/select/mod.ts';
import type { BatchSubject } from '../evaluate/subject.ts';
import { isMeant } from '../rule/rule-glob.ts';

/** Silences that there can be at one time. */
export const MAX_SILENCES = 1000;

/** Alarms of some rules and entities are shown but not sent, until a time. */
export interface Silence {
  readonly id: string;
  /** A selector of entities; '' = all. */
  readonly select: string;
  /** A rule, or `vm.*`; `*` = all. */
  readonly rule: string;
  readonly reason: string;
  readonly by: string;
  /** Epoch ms. */
  readonly createdAt: number;
  readonly until: number;
}

/** The silences that have not ended. */
export class Silences {
  readonly #silences = new Map<string, { readonly silence: Silence; readonly selector: Selector }>();
  readonly #subject: BatchSubject;

  constructor(subject: BatchSubject) {
    this.#subject = subject;
  }

  all(now: number): readonly Silence[] {
    return [...this.#silences.values()].map(({ silence }) => silence).filter(({ until }) => until > now);
  }

  /** Adds one, or replaces that with the same id. @throws {SelectorError} */
  set(silence: Silence): void {
    this.#silences.set(silence.id, { silence, selector: parseSelector(silence.select) });
  }

  /** The one that silences alarms of a rule about an entity for longest; null where none does. */
  of(rule: string, entity: Entity, now: number): Silence | null {
    let found: Silence | null = null;
    for (const { silence, selector } of this.#silences.values()) {
      if (silence.until <= now || silence.until <= (found?.until ?? 0) || !isMeant(rule, silence.rule))
        continue;
      if (selector.matches(this.#subject.at(entity, now))) found = silence;
    }
    return found;
  }

  /** Whether a silence is one of alarms of a rule about an entity, also before it is added. @throws {SelectorError} */
  matcher(
    { rule: name, select }: Pick<Silence, 'rule' | 'select'>,
    now: number,
  ): (rule: string, entity: Entity) => boolean {
    const selector = parseSelector(select);
    return (rule, entity) => isMeant(rule, name) && selector.matches(this.#subject.at(entity, now));
  }

  expire(now: number): void {
    for (const [id, { silence }] of this.#silences) if (silence.until <= now) this.#silences.delete(id);
  }
}

import type { Clock } from '../model/clock.ts';
import { SelectorError } from '../model/select/mod.ts';
import type { EventReader, EntityReader } from '../store/mod.ts';
import { AlarmLog, MAX_TRANSITIONS } from './alarm-log/alarm-log.ts';
import { Journal, type JournalLine, type JournalProblem } from './alarm-log/journal.ts';
import type { Transition } from './alarm-log/transition.ts';
import { AlarmMemory } from './alarm-memory/alarm-memory.ts';
import { BatchSubject } from './evaluate/subject.ts';
import { isRaised } from './evaluate/light.ts';
import { Acknowledgements, type Acknowledgement } from './handling/acknowledgements.ts';
import { Silences, type Silence } from './handling/silences.ts';

export type AlarmStore = Pick<EntityReader, 'entity'> & Pick<EventReader, 'events'>;

/** All of alarms that survives a restart: transitions, what is raised, acknowledgements and silences, in one file. */
export class AlarmBook {
  readonly log = new AlarmLog();
  readonly memory = new AlarmMemory();
  readonly acknowledgements = new Acknowledgements();
  readonly silences: Silences;
  readonly #journal: Journal;
  readonly #clock: Clock;

  /** @param path of the file; null where nothing is kept. */
  constructor(path: string | null, store: AlarmStore, clock: Clock) {
    this.#journal = new Journal(path, clock);
    this.#clock = clock;
    this.silences = new Silences(new BatchSubject(store));
    for (const line of this.#journal.read()) this.#restore(line);
  }

  /** Why what is appended is not written; null while it is. */
  get problem(): JournalProblem | null {
    return this.#journal.problem;
  }

  /** Adds a transition and gives it its sequence. */
  append(given: Omit<Transition, 'sequence'>): void {
    const transition = { ...given, sequence: this.log.last + 1 };
    this.#apply(transition);
    this.#write({ transition });
    const acknowledged = this.acknowledgements.note(
      transition.alarm,
      isRaised(transition.to),
      transition.time,
    );
    if (acknowledged) this.#write({ acknowledged });
  }

  acknowledge(acknowledged: Acknowledgement): void {
    this.acknowledgements.set(acknowledged);
    this.#write({ acknowledged });
    this.flush();
  }

  /** Takes the acknowledgement of an alarm back; false where it has none. */
  withdraw(alarm: string): boolean {
    const acknowledged = this.acknowledgements.withdraw(alarm, this.#clock.now());
    if (!acknowledged) return false;
    this.#write({ acknowledged });
    this.flush();
    return true;
  }

  /** Adds a silence, or changes the end of one. @throws {SelectorError} */
  silence(silence: Silence): void {
    this.silences.set(silence);
    this.#write({ silence });
    this.flush();
  }

  /** Writes what was appended. */
  flush(): void {
    this.#journal.flush();
    if (this.#journal.length > 3 * MAX_TRANSITIONS) this.#compact();
  }

  /** Writes what was appended, forgets what has ended, and brings the file to the disk. */
  tidy(): void {
    const now = this.#clock.now();
    this.acknowledgements.expire(now);
    this.silences.expire(now);
    this.flush();
    this.#journal.sync();
  }

  close(): void {
    this.#journal.flush();
    this.#journal.close();
  }

  #write(line: JournalLine): void {
    this.#journal.append(line);
  }

  #compact(): void {
    const kept = this.log.all.slice(-MAX_TRANSITIONS);
    const oldest = kept[0]?.sequence ?? Infinity;
    const raised = [...this.memory.all()].filter(({ last }) => last.sequence < oldest);
    this.#journal.compact([
      ...raised.map(({ last }) => ({ raised: last })),
      ...kept.map((transition) => ({ transition })),
      ...[...this.acknowledgements.all()].map((acknowledged) => ({ acknowledged })),
      ...this.silences.all(this.#clock.now()).map((silence) => ({ silence })),
    ]);
  }

  #restore({ transition, raised, acknowledged, silence }: Partial<Record<string, object>>): void {
    if (transition) this.#apply(transition as Transition);
    else if (raised) this.memory.apply(raised as Transition);
    else if (acknowledged) this.acknowledgements.set(acknowledged as Acknowledgement);
    else if (silence) this.#restoreSilence(silence as Silence);
  }

  /** A selector of another version may be none any more. */
  #restoreSilence(silence: Silence): void {
    try {
      this.silences.set(silence);
    } catch (error) {
      if (!(error instanceof SelectorError)) throw error;
    }
  }

  #apply(transition: Transition): void {
    this.log.append(transition);
    this.memory.apply(transition);
  }
}

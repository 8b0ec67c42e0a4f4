/** The three questions: a VM's 40 metrics, ten minutes at 5 s; a metric of all VMs, an hour at 1 min; all newest values. */
export const QUESTIONS = ['a', 'b', 'c'] as const;
export type Question = (typeof QUESTIONS)[number];

/** What of a system's work a figure includes: a network door costs more than a function call. */
export type Door = 'function call' | 'Unix socket' | 'HTTP';

/** What is on disk in the end. */
export interface Settled {
  readonly bytes: number;
  /** Samples that are in these bytes; null for all that were fed. */
  readonly samples: number | null;
  /** Bytes of other files that belong to it and grow no further: coarser rows, rows not sealed yet; null for none. */
  readonly besides: number | null;
}

/** A store under test. Every method resolves when the system says that it is done. */
export interface System {
  readonly name: string;
  readonly door: Door;
  /** Opens it empty, or as the last {@link System.kill} left it; resolves with the process to be measured. */
  start(): Promise<number>;
  /** The part of ingest that is not the system's but runs in its process; left out where there is none. */
  rehearse?(ticks: number): Promise<void>;
  /** Ticks `from` to `to`, the last not included, each acknowledged before the next. */
  ingest(from: number, to: number): Promise<void>;
  /** Milliseconds of each of `times` answers, the newest being `tick`; null for a question it has no way to answer. */
  ask(question: Question, times: number, tick: number): Promise<number[] | null>;
  /** Of the ticks `from` to `to`, how many are there for all series. */
  found(from: number, to: number): Promise<number>;
  /** Makes its files as small as they get by themselves. */
  settle(): Promise<Settled>;
  /** kill -9. */
  kill(): Promise<void>;
  /** Ends it and removes what it kept. */
  close(): Promise<void>;
}

import { Sketch } from '../../lib/sketch/sketch.ts';
import type { Call } from '../../model/streams/call.ts';

/** Calls of one service: how many, how many failed, and by method how long they took. */
export class Tally {
  #calls = 0;
  #errors = 0;
  readonly #latencies = new Map<string, Sketch>();

  get calls(): number {
    return this.#calls;
  }

  /** Calls that failed; one that its caller gave up is none, nor an answer whose client has left. */
  get errors(): number {
    return this.#errors;
  }

  /** Seconds by method, of the calls that were answered or waited out. */
  get latencies(): ReadonlyMap<string, Sketch> {
    return this.#latencies;
  }

  /** About 50 ns (tally.bench.ts). */
  record({ direction, method, outcome, latencyMs }: Call): void {
    this.#calls++;
    if (outcome === 'error' || outcome === 'timeout' || (outcome === 'closed' && direction === 'out'))
      this.#errors++;
    if (latencyMs !== null && outcome !== 'cancelled' && outcome !== 'closed')
      this.#sketch(method).record(latencyMs / 1000);
  }

  /** Adds the calls of another. */
  merge(other: Tally): void {
    this.#calls += other.#calls;
    this.#errors += other.#errors;
    for (const [method, sketch] of other.#latencies) this.#sketch(method).merge(sketch);
  }

  /** Seconds of all methods. */
  latency(): Sketch {
    return mergedSketch(this.#latencies.values());
  }

  #sketch(method: string): Sketch {
    let sketch = this.#latencies.get(method);
    if (!sketch) this.#latencies.set(method, (sketch = new Sketch()));
    return sketch;
  }
}

/** One sketch of the values of several. */
export function mergedSketch(sketches: Iterable<Sketch>): Sketch {
  const all = new Sketch();
  for (const sketch of sketches) all.merge(sketch);
  return all;
}

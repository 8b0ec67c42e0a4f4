import type { BatchWriter } from '../../model/batch-writer.ts';
import { createEntity, onHost, serviceId, type Entity } from '../../model/entity.ts';
import { continued } from '../../model/health.ts';
import { Reason } from '../../model/reason.ts';
import type { ServiceReading } from './service-reading.ts';

/** The services that are read, and their values in the batch that is written. */
export class ServiceValues {
  readonly #source: string;
  readonly #writer: BatchWriter;
  readonly #own: Entity;
  /** By id. */
  readonly #entities = new Map<string, Entity>();

  /** @param own the entity of this program, which is there without a reading too. */
  constructor(writer: BatchWriter, own: Entity) {
    this.#source = own.source;
    this.#writer = writer;
    this.#own = own;
    this.#entities.set(own.id, own);
  }

  /** Writes what was read at a time (epoch ms); a service without a reading is no more. */
  put(readings: readonly ServiceReading[], time: number): void {
    const read = new Set([this.#own]);
    for (const reading of readings) {
      const entity = this.#entityOf(reading, time);
      read.add(entity);
      if (entity !== this.#own) setProblem(entity, reading.problem, time);
      this.#putCalls(entity, reading);
    }
    for (const entity of this.#entities.values()) {
      if (read.has(entity)) continue;
      this.#entities.delete(entity.id);
      this.#writer.series.remove(entity);
    }
  }

  #entityOf({ name, hostId }: ServiceReading, time: number): Entity {
    const id = serviceId(name, hostId);
    let entity = this.#entities.get(id);
    if (!entity) {
      const parent = onHost(hostId);
      entity = createEntity({ class: 'service', id, source: this.#source, name, parent, state: 'up' }, time);
      this.#entities.set(id, entity);
    }
    return entity;
  }

  #putCalls(entity: Entity, { seconds, calls, errors, latency }: ServiceReading): void {
    const put = (metric: string, value: number | undefined, absent: Reason): void => {
      const slot = this.#writer.slot(entity, metric);
      if (value === undefined) this.#writer.unknown(slot, absent);
      else this.#writer.put(slot, value);
    };
    const perSecond = (count: number): number | undefined => (seconds > 0 ? count / seconds : undefined);
    put('messages.rate', perSecond(calls), Reason.firstSample);
    put('messages.errors.rate', perSecond(errors), Reason.firstSample);
    for (const name of ['p50', 'p90', 'p99', 'max'] as const)
      put(`latency.${name}`, latency?.[name], Reason.idle);
  }
}

function setProblem(entity: Entity, problem: string | null, since: number): void {
  const found = problem === null ? null : ({ kind: 'unreachable', since, reason: problem } as const);
  entity.condition = continued(entity.condition, found);
}

import { BatchWriter } from '../../model/batch-writer.ts';
import type { Clock } from '../../model/clock.ts';
import { createEntity, onHost, serviceId } from '../../model/entity.ts';
import { continued, type EntityCondition } from '../../model/health.ts';
import { Reason } from '../../model/reason.ts';
import { SeriesTable } from '../../model/series.ts';
import type { Source } from '../../model/source.ts';
import type { ServiceReading } from './service-reading.ts';
import { ServiceValues } from './service-values.ts';

export type { ServiceReading };

/** What virtscope knows of itself. */
export interface OwnState {
  /** What keeps it from its work; null where nothing does. */
  readonly condition: EntityCondition | null;
  /** Rows of history that wait to be written. */
  readonly waitingRows: number;
  /** Epoch ms at which the server's certificate ends; null where it has none. */
  readonly certificateExpiresAt: number | null;
}

export interface VirtscopeSourceOptions {
  /** Of the machine it runs on. */
  readonly hostId: string;
  readonly clock: Clock;
  /** Distance between polls, ms. */
  readonly intervalMs: number;
  readonly state: () => OwnState;
  /** Ends an interval: all services whose calls are counted, itself among them. */
  readonly services: () => readonly ServiceReading[];
}

/** Kind and id of the source that is virtscope itself. */
export const VIRTSCOPE = 'virtscope';

/**
 * Virtscope itself, as a service of its host: whether it can keep what it reads, how long its certificate lasts, and how
 * fast it answers; and the services that it calls, as far as its own calls tell. It needs no connection and is never down.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { systemClock as clock } from '../../model/clock.ts';
 * import { createVirtscopeSource } from './mod.ts';
 * const state = () => ({ condition: null, waitingRows: 2, certificateExpiresAt: null });
 * const source = createVirtscopeSource({ hostId: 'h1', clock, intervalMs: 5000, state, services: () => [] });
 * const { series } = await source.poll(new AbortController().signal);
 * assert.deepEqual([...series.entities()].map(({ id }) => id), ['virtscope@h1']);
 */
export function createVirtscopeSource({
  hostId,
  clock,
  intervalMs,
  state,
  services,
}: VirtscopeSourceOptions): Source {
  const service = createEntity(
    {
      class: 'service',
      id: serviceId(VIRTSCOPE, hostId),
      source: VIRTSCOPE,
      name: VIRTSCOPE,
      parent: onHost(hostId),
      state: 'up',
    },
    clock.now(),
  );
  const writer = new BatchWriter(new SeriesTable());
  const waiting = writer.slot(service, 'history.waiting');
  const serviceValues = new ServiceValues(writer, service);
  const target = VIRTSCOPE;
  const isUp = { up: true, reason: null, since: clock.now(), stuckCalls: 0, conditions: [], sentences: {} };
  return {
    id: VIRTSCOPE,
    kind: VIRTSCOPE,
    intervalMs,
    series: writer.series,
    stuckCalls: 0,
    status: () => ({ id: VIRTSCOPE, name: VIRTSCOPE, kind: VIRTSCOPE, target, demo: false, ...isUp }),
    poll: () => {
      const [time, begun] = [clock.now(), clock.monotonic()];
      const { condition, waitingRows, certificateExpiresAt } = state();
      service.condition = continued(service.condition, condition);
      writer.begin(Reason.notReported);
      writer.put(waiting, waitingRows);
      if (certificateExpiresAt !== null) {
        const seconds = Math.max(0, certificateExpiresAt - time) / 1000;
        writer.put(writer.slot(service, 'certificate.remaining'), seconds);
      }
      serviceValues.put(services(), time);
      const durationMs = clock.monotonic() - begun;
      const { series, values, reasons } = writer;
      series.tick();
      return Promise.resolve({ time, durationMs, complete: ['service'], series, values, reasons });
    },
    close: () => Promise.resolve(),
  };
}

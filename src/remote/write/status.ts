import type { Condition } from '../../model/health.ts';

/** How writing to one receiver goes. */
export interface RemoteWriteStatus {
  readonly name: string;
  /** Without name, password and query. */
  readonly url: string;
  /** `starting` before the first answer; `replaying` when live samples are taken and older ones follow; `failing` when the newest were not. */
  readonly state: 'starting' | 'ok' | 'replaying' | 'failing';
  /** Live samples that were taken. */
  readonly sentSamples: number;
  /** Older ones that were taken. */
  readonly replayedSamples: number;
  /** Samples of requests that failed and were tried again. */
  readonly failedSamples: number;
  /** Samples that the receiver refused, or that could not be read any more: lost there. */
  readonly droppedSamples: number;
  /** Batches that wait. */
  readonly queuedBatches: number;
  /** How far the newest sample taken is behind the newest there is, whole seconds; null before the first. */
  readonly lagSeconds: number | null;
  /** Time that is still to be replayed, over all sources. */
  readonly replaySeconds: number;
  /** Epoch ms of the newest request taken. */
  readonly lastSuccess: number | null;
  readonly lastError: { readonly time: number; readonly reason: string } | null;
  /** Why live samples are not taken; null while they are. */
  readonly condition: Condition<'failing'> | null;
}

/** One number of a status as a metric; its samples have the label `receiver`. */
export interface RemoteWriteMetric {
  /** Without `_total`, which a counter's samples have. */
  readonly name: string;
  readonly kind: 'counter' | 'gauge';
  readonly help: string;
  readonly value: (status: RemoteWriteStatus) => number | null;
}

/** Every number of a status. */
export const remoteWriteMetrics: readonly RemoteWriteMetric[] = [
  metric('up', 'gauge', 'Whether the receiver took the newest request', upOf),
  metric('sent_samples', 'counter', 'Live samples the receiver took', (status) => status.sentSamples),
  metric('replayed_samples', 'counter', 'Older samples it took', (status) => status.replayedSamples),
  metric('failed_samples', 'counter', 'Samples of requests that were tried again', (status) => status.failedSamples), // prettier-ignore
  metric('dropped_samples', 'counter', 'Samples it refused for good, or that were held no more', (status) => status.droppedSamples), // prettier-ignore
  metric('queued_batches', 'gauge', 'Polls that wait to be sent', (status) => status.queuedBatches),
  metric('lag_seconds', 'gauge', 'How far the newest sample taken is behind the newest there is', (status) => status.lagSeconds), // prettier-ignore
  metric('replay_seconds', 'gauge', 'Time that is still to be replayed', (status) => status.replaySeconds),
];

function metric(
  name: string,
  kind: RemoteWriteMetric['kind'],
  help: string,
  value: RemoteWriteMetric['value'],
): RemoteWriteMetric {
  return { name: `virtscope_remote_write_${name}`, kind, help, value };
}

function upOf({ state }: RemoteWriteStatus): number | null {
  if (state === 'starting') return null;
  return state === 'failing' ? 0 : 1;
}

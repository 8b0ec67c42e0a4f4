/** How writing to one receiver goes. */
export interface RemoteWriteStatus {
  readonly name: string;
  /** Without name, password and query. */
  readonly url: string;
  /** `starting` before the first answer; `replaying` when live samples are taken and older ones follow. */
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
}

/** One number of a status as a metric. */
export interface StatusMetric {
  /** Without `_total`, which a counter's samples have. */
  readonly name: string;
  readonly kind: 'counter' | 'gauge';
  readonly help: string;
  readonly value: number | null;
}

/** The numbers of a status; each sample has the label `receiver`. */
export function statusMetrics(status: RemoteWriteStatus): StatusMetric[] {
  const f = (name: string, kind: StatusMetric['kind'], help: string, value: number | null): StatusMetric => ({
    name: `virtscope_remote_write_${name}`,
    kind,
    help,
    value,
  });
  return [
    f('up', 'gauge', 'Whether the receiver took the newest request', status.state === 'failing' ? 0 : 1),
    f('sent_samples', 'counter', 'Live samples the receiver took', status.sentSamples),
    f('replayed_samples', 'counter', 'Older samples the receiver took', status.replayedSamples),
    f('failed_samples', 'counter', 'Samples of requests that were tried again', status.failedSamples),
    f('dropped_samples', 'counter', 'Samples the receiver refused for good', status.droppedSamples),
    f('queued_batches', 'gauge', 'Batches that wait to be sent', status.queuedBatches),
    f('lag_seconds', 'gauge', 'Age of the newest sample taken, by the newest there is', status.lagSeconds),
    f('replay_seconds', 'gauge', 'Time that is still to be replayed', status.replaySeconds),
  ];
}

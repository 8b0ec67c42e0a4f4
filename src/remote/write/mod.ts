/**
 * Prometheus remote write 1.0: every batch to a receiver, and what it missed from history.
 *
 * @module
 */
export { settingsOf, type RemoteWriteOptions } from './options.ts';
export { RemoteWriter, type RemoteWriteContext } from './remote-write.ts';
export { replayFrom, type ReplaySource } from './replay-source.ts';
export { remoteWriteMetrics, type RemoteWriteMetric, type RemoteWriteStatus } from './status.ts';

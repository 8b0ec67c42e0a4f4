import { signal } from '@preact/signals';
import type { Classes } from '../../../src/api/wire/metrics.ts';
import { hosts, refreshHosts } from './hosts.ts';
import { refreshStatus } from './status.ts';

/** All classes, and how many of each show each light; null before the first event. */
export const counts = signal<Classes | null>(null);

/** Takes newer counts. What they mean for sources and hosts is asked for. */
export function takeCounts(newer: Classes): void {
  // The first come while the page begins, which asks for the status too.
  if (counts.peek()) refreshStatus().catch(reportError);
  counts.value = newer;
  if (hosts.peek()?.length !== newer['host']?.count) refreshHosts().catch(reportError);
}

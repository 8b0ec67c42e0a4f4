import { join } from 'node:path';
import { systemClock, type Clock } from '../../model/clock.ts';
import type { Source } from '../../model/source.ts';
import { defaultHostConfig, type HostConfig } from './config.ts';
import { measure, type Space } from './file-systems/measure.ts';
import { hostId, type HostIdentity } from './inventory.ts';
import { Poller } from './poll.ts';
import { sentences } from './reasons.ts';

export { defaultHostConfig, type DeviceRule, type HostConfig } from './config.ts';
export { hostId, type HostIdentity } from './inventory.ts';

export interface HostSourceOptions {
  /** Default `host`. */
  readonly id?: string;
  /** Directory in which `proc`, `sys` and `etc` are. Default `/`. */
  readonly root?: string;
  /** Id and aliases of the machine. Default an id made of its machine id. */
  readonly identity?: HostIdentity;
  readonly clock?: Clock;
  /** Nominal distance between polls, ms. Default 5000. */
  readonly intervalMs?: number;
  readonly config?: HostConfig;
  /** Measures the file system at a path; default in a process of its own. */
  readonly measure?: (path: string) => Promise<Space | null>;
}

/**
 * The machine virtscope runs on, from /proc and /sys: processors, memory, load, pressure, disks, interfaces.
 * On another system than Linux it is a source that is down, with a reason. A poll takes less than a millisecond, and what
 * the kernel does not report is unknown, never an error.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { createHostSource } from './mod.ts';
 * const source = createHostSource({ root: '/nowhere' });
 * await source.poll(new AbortController().signal);
 * assert.equal(source.status().up, false);
 */
export function createHostSource(options: HostSourceOptions = {}): Source {
  const { id = 'host', root = '/', clock = systemClock, intervalMs = 5000 } = options;
  const { config = defaultHostConfig } = options;
  const { identity = { id: hostId(root), aliases: [] } } = options;
  const poller = new Poller({ id, root, identity, clock, config, measure: options.measure ?? measure });
  const target = join(root, 'proc');
  return {
    id,
    kind: 'host',
    intervalMs,
    series: poller.reading.writer.series,
    stuckCalls: 0,
    status: () => {
      const { condition, stateSince } = poller.source;
      return {
        id,
        name: id,
        kind: 'host',
        target,
        demo: false,
        up: condition === null,
        reason: condition?.reason ?? null,
        since: stateSince,
        stuckCalls: 0,
        conditions: [],
        sentences,
      };
    },
    poll: async () => poller.poll(),
    close: () => Promise.resolve(),
  };
}

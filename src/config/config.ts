import { join, resolve } from 'node:path';
import { parseAddress, type Address } from './address.ts';
import { parseDuration } from './duration.ts';
import type { Setting } from './problem.ts';
import type { FileConfig } from './schema.ts';

/** The configuration in effect, frozen. Times are milliseconds. */
export interface Config {
  readonly listen: Address;
  /** Absolute. */
  readonly stateDir: string;
  readonly intervalMs: number;
  readonly host: { readonly enabled: boolean };
  readonly libvirt: {
    /** `auto`, `none`, or a libvirt URI. */
    readonly uri: string;
    readonly inFlight: number;
    readonly watchProcesses: boolean;
    readonly guestAgent: { readonly enabled: boolean; readonly everyMs: number };
  };
  readonly demo: { readonly guests: number; readonly when: 'auto' | 'always' | 'never' };
  readonly history: { readonly rows: number };
  /** The same as it would be written in the file, by dotted key, with where each value came from. */
  readonly settings: Readonly<Record<string, Setting>>;
}

/** @param settings every key, checked against the schema. */
export function toConfig(settings: Readonly<Record<string, Setting>>, home: string): Config {
  const { listen, state, interval, host, libvirt, demo, history } = nest(settings);
  const { uri, inFlight, watchProcesses, guestAgent } = libvirt;
  return freeze({
    listen: parseAddress(listen) as Address,
    stateDir: resolve(state.startsWith('~/') ? join(home, state.slice(2)) : state),
    intervalMs: milliseconds(interval),
    host,
    libvirt: {
      uri,
      inFlight,
      watchProcesses,
      guestAgent: { enabled: guestAgent.enabled, everyMs: milliseconds(guestAgent.every) },
    },
    demo,
    history,
    settings,
  });
}

/** Dotted keys as the sections of the file. */
function nest(settings: Readonly<Record<string, Setting>>): FileConfig {
  const root: Record<string, unknown> = {};
  for (const [key, { value }] of Object.entries(settings)) {
    const path = key.split('.');
    const leaf = path.pop() as string;
    let level = root;
    for (const name of path) level = (level[name] ??= {}) as Record<string, unknown>;
    level[leaf] = value;
  }
  return root as FileConfig;
}

function milliseconds(duration: string): number {
  const ms = parseDuration(duration);
  if (ms === null) throw new Error(`Cannot use duration "${duration}": the schema let it pass`);
  return ms;
}

function freeze<T extends object>(of: T): T {
  for (const value of Object.values(of))
    if (typeof value === 'object' && value !== null) freeze(value as object);
  return Object.freeze(of);
}

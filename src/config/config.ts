import { join, resolve } from 'node:path';
import { parseAddress, type Address } from './address.ts';
import { parseArchives, type ArchiveSetting } from './archives.ts';
import { parseDuration } from './duration.ts';
import type { Setting } from './problem.ts';
import type { FileConfig } from './schema.ts';

/** A server of HTTP and how it knows us. */
export interface Remote {
  readonly url: string;
  /** Path of a file whose first line is the header; null = none is sent. */
  readonly authorizationFile: string | null;
  readonly tenant: string | null;
}

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
    /** `none`, or names of libvirt's fields. */
    readonly raw: { readonly fields: string; readonly perVm: number };
  };
  readonly demo: { readonly guests: number; readonly when: 'auto' | 'always' | 'never' };
  readonly history: {
    /** Intervals in memory. */
    readonly rows: number;
    readonly keep: boolean;
    /** Intervals between two syncs to disk. */
    readonly syncRows: number;
    /** Finest first. */
    readonly archives: Readonly<Record<'VM' | 'host' | 'source', readonly ArchiveSetting[]>>;
  };
  /** Null where nothing is sent. */
  readonly remoteWrite:
    | (Remote & { /** Null = the name of this machine. */ readonly instance: string | null })
    | null;
  /** Null where no engine is configured. */
  readonly remoteQuery:
    | (Remote & { /** Null = any. */ readonly instance: string | null; readonly timeoutMs: number })
    | null;
  /** The same as it would be written in the file, by dotted key, with where each value came from. */
  readonly settings: Readonly<Record<string, Setting>>;
}

/** @param settings every key, checked against the schema. */
export function toConfig(settings: Readonly<Record<string, Setting>>, home: string): Config {
  const { listen, state, interval, host, libvirt, demo, history, remoteWrite, remoteQuery } = nest(settings);
  const { uri, inFlight, watchProcesses, guestAgent, raw } = libvirt;
  const intervalMs = milliseconds(interval);
  const { rows, keep, sync, archives } = history;
  const archivesOf = (text: string): ArchiveSetting[] => used(text, parseArchives(text, intervalMs));
  return freeze({
    listen: parseAddress(listen) as Address,
    stateDir: resolve(state.startsWith('~/') ? join(home, state.slice(2)) : state),
    intervalMs,
    host,
    libvirt: {
      uri,
      inFlight,
      watchProcesses,
      guestAgent: { enabled: guestAgent.enabled, everyMs: milliseconds(guestAgent.every) },
      raw,
    },
    demo,
    history: {
      rows,
      keep,
      syncRows: Math.max(1, Math.round(milliseconds(sync) / intervalMs)),
      archives: {
        VM: archivesOf(archives.VM),
        host: archivesOf(archives.host),
        source: archivesOf(archives.source),
      },
    },
    remoteWrite:
      remoteWrite.url === 'none'
        ? null
        : { ...remoteOf(remoteWrite), instance: unless('auto', remoteWrite.instance) },
    remoteQuery:
      remoteQuery.url === 'none'
        ? null
        : {
            ...remoteOf(remoteQuery),
            instance: unless('any', remoteQuery.instance),
            timeoutMs: milliseconds(remoteQuery.timeout),
          },
    settings,
  });
}

function remoteOf({
  url,
  authorizationFile,
  tenant,
}: Pick<FileConfig['remoteWrite'], 'url' | 'authorizationFile' | 'tenant'>): Remote {
  return { url, authorizationFile: unless('none', authorizationFile), tenant: unless('none', tenant) };
}

/** A text, or null where it is the word that stands for none. */
function unless(word: string, value: string): string | null {
  return value === word ? null : value;
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
  return used(duration, parseDuration(duration));
}

/** What a text of the file means. */
function used<T>(text: string, meaning: T | null): T {
  if (meaning === null) throw new Error(`Cannot use setting "${text}": the schema let it pass`);
  return meaning;
}

function freeze<T extends object>(of: T): T {
  for (const value of Object.values(of))
    if (typeof value === 'object' && value !== null) freeze(value as object);
  return Object.freeze(of);
}

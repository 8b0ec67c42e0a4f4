import type { Config } from '../../config/mod.ts';
import type { Connection } from '../../model/connection.ts';

/** The connections that the files of the configuration list. */
export function configured({ sources, settings }: Config): Connection[] {
  return sources.map(({ name, interval, ...rest }, i) => ({
    ...rest,
    id: name,
    intervalMs: interval,
    origin: 'file',
    at: settings[`sources[${i}].uri`]?.origin ?? null,
  }));
}

/** The first of those that have the same id or URI: a file wins over what was added before. */
export function distinct(connections: readonly Connection[]): Connection[] {
  const taken = new Set<string>();
  return connections.filter(({ id, uri }) => {
    if (taken.has(id) || taken.has(` ${uri}`)) return false;
    taken.add(id).add(` ${uri}`);
    return true;
  });
}

/** Whether the same is read in the same way. */
export function isSame(a: Connection, b: Connection): boolean {
  return (
    a.kind === b.kind && a.uri === b.uri && a.intervalMs === b.intervalMs && a.guestAgent === b.guestAgent
  );
}

/** Sections that a reload puts into effect. */
const RELOADED = /^(?:sources\[|alarms\.)/;

/** Keys whose value differs and is in effect only after a restart, in the order of the file. */
export function changedKeys(before: Config, after: Config): string[] {
  const keys = new Set([...Object.keys(before.settings), ...Object.keys(after.settings)]);
  return [...keys].filter((key) => {
    return !RELOADED.test(key) && before.settings[key]?.value !== after.settings[key]?.value;
  });
}

import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { until } from '../until.ts';
import type { TestHost } from './host.ts';

/** A hierarchy of cgroups: where it is mounted, as what, and with which controllers. */
export type Hierarchy = { path: string; type: string; options: string };

/** Lists the hierarchies of this machine: one where cgroups are of version 2, else one for each controller. */
export function hierarchies(mounts = readFileSync('/proc/self/mounts', 'utf8')): Hierarchy[] {
  const common = new Set(['rw', 'ro', 'relatime', 'noatime', 'nosuid', 'nodev', 'noexec', 'seclabel']);
  return mounts
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , type]) => type === 'cgroup' || type === 'cgroup2')
    .map(([, path = '', type = '', options = '']) => {
      const own = options.split(',').filter((option) => !common.has(option));
      return { path, type, options: type === 'cgroup2' || own.length === 0 ? 'rw' : own.join() };
    });
}

/** Makes the cgroups of a host and returns the files by which a process joins them. */
export function makeCgroups(host: TestHost): string[] {
  return hierarchies().map(({ path, type }) => {
    const directory = join(path, nameOf(host));
    // Version 2 gives controllers to children of a cgroup only where it has no processes of its own.
    mkdirSync(type === 'cgroup2' ? join(directory, 'init') : directory, { recursive: true });
    // Without processors and memory it takes no process.
    for (const file of ['cpuset.cpus', 'cpuset.mems'])
      if (type === 'cgroup' && existsSync(join(path, file)))
        writeFileSync(join(directory, file), readFileSync(join(path, file)));
    return join(directory, 'cgroup.procs');
  });
}

/** Empties the cgroup of version 2 that the host takes for its root. */
export async function clearRoots(host: TestHost): Promise<void> {
  for (const { path } of hierarchies().filter(({ type }) => type === 'cgroup2')) {
    const directory = join(path, nameOf(host));
    const isEmpty = (): boolean => {
      const pids = readFileSync(join(directory, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean);
      for (const pid of pids) attempt(() => writeFileSync(join(directory, 'init', 'cgroup.procs'), pid));
      return pids.length === 0;
    };
    await until(`the cgroup of ${host.name} to be empty`, isEmpty, { timeoutMs: 10_000, everyMs: 5 });
  }
}

/** Removes the cgroups of a host whose processes have ended. */
export async function removeCgroups(host: TestHost): Promise<void> {
  const left = hierarchies()
    .map(({ path }) => join(path, nameOf(host)))
    .filter((directory) => existsSync(directory));
  const remove = (): boolean => left.every(removeTree);
  await until(`the cgroups of ${host.name} to be empty`, remove, { timeoutMs: 10_000, everyMs: 50 });
}

/** Whether it is gone; a cgroup can be removed once its last process is. */
function removeTree(directory: string): boolean {
  if (!existsSync(directory)) return true;
  const children = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  if (!children.map(({ name }) => removeTree(join(directory, name))).every(Boolean)) return false;
  return attempt(() => rmdirSync(directory));
}

/** Whether it was done; a process may have ended before, or not yet. */
function attempt(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

function nameOf({ name }: TestHost): string {
  return `virtscope-${name}`;
}

import { readdirSync, readFileSync } from 'node:fs';

/** Command lines of this machine's processes, by pid, that have `name=value` in the environment they began with. */
export function markedProcesses(name: string, value: string): Map<number, string> {
  const found = new Map<number, string>();
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
      if (!environment.includes(`${name}=${value}`)) continue;
      const line = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
      // A zombie has no command line.
      if (line !== '') found.set(Number(pid), line);
    } catch {
      // It ended meanwhile, or is another user's.
    }
  }
  return found;
}

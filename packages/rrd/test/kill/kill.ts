import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Lets a writer work on a directory and kills it `afterMs` after its first row; returns the newest row it was sure of. */
export async function writeAndKill(directory: string, afterMs: number, sync: boolean): Promise<number> {
  const args = [join(import.meta.dirname, 'writer.ts'), directory, ...(sync ? ['sync'] : [])];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let newestMs = 0;
  let timer: NodeJS.Timeout | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    timer ??= setTimeout(() => child.kill('SIGKILL'), afterMs);
    // Unlike a number that is cut off by the kill, one that is whole has its time's digits.
    if (/^\d{10}$/.test(line)) newestMs = Number(line);
  }
  const [code, signal] = (await exited) as [number | null, string | null];
  if (timer) clearTimeout(timer);
  if (signal !== 'SIGKILL') throw new Error(`Cannot kill the writer: it ended with ${code}`);
  return newestMs;
}

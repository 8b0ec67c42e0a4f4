import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { KillingCall } from './killing-files.ts';
import type { Fleet } from './rows.ts';

/** What a writer prints before the end of the newest row it found and how much was repaired, and when it dies in its call. */
export const FOUND = 'found';
export const DIES = 'dies';

/** What is written by a process that is killed. */
export const FLEET: Fleet = { steady: 200, comingAndGoing: 40 };

/** A writer that has no row by then has failed. */
const PATIENCE_MS = 60_000;

/** How a writer is to end. */
export interface Kill {
  /** Milliseconds after its first row. */
  readonly afterMs: number;
  /** Where it is ended instead, if it comes there before. */
  readonly call: KillingCall | null;
  /** Whether it waits until the disk has what it writes. */
  readonly sync: boolean;
}

/** What a writer reported until it was killed. */
export interface Killed {
  /** End of the newest row it found, null when it was killed before. */
  readonly foundMs: number | null;
  /** What it repaired. */
  readonly repairs: number;
  /** End of the newest row that was taken, 0 when there was none. */
  readonly takenMs: number;
  /** Whether it was in its call. */
  readonly inCall: boolean;
}

/** Lets a writer work on a directory and kills it. */
export async function writeAndKill(directory: string, { afterMs, call, sync }: Kill): Promise<Killed> {
  const args = [join(import.meta.dirname, 'writer.ts'), directory, String(sync), JSON.stringify(call)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const hung = setTimeout(() => child.kill('SIGTERM'), PATIENCE_MS);
  let [foundMs, repairs, takenMs, inCall]: [number | null, number, number, boolean] = [null, 0, 0, false];
  let timer: NodeJS.Timeout | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith(FOUND)) [foundMs, repairs] = line.split(' ').slice(1).map(Number) as [number, number];
    else if (line === DIES) inCall = true;
    else {
      clearTimeout(hung);
      timer ??= setTimeout(() => child.kill('SIGKILL'), afterMs);
      // Unlike a number that is cut off by the kill, one that is whole has its time's digits.
      if (/^\d{10}$/.test(line)) takenMs = Number(line);
    }
  }
  const [code, signal] = (await exited) as [number | null, string | null];
  clearTimeout(hung);
  if (timer) clearTimeout(timer);
  if (signal !== 'SIGKILL') throw new Error(`Cannot kill the writer: it ended with ${code}`);
  return { foundMs, repairs, takenMs, inCall };
}

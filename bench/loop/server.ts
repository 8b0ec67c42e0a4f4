import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { TurnReport } from './watched.ts';

/** What happened since the question before. */
export interface LoopReport extends TurnReport {
  /** Longest delay of the loop of a process that does nothing, in ms. */
  readonly idleDelayMs: number;
}

/** A server, such as `virtscope serve`, whose event loop is watched. */
export interface WatchedServer {
  readonly url: string;
  readonly child: ChildProcess;
  /** Turns of the server's loop since the last call, beside the delay of an idle process meanwhile. */
  readonly turns: () => Promise<LoopReport>;
  /** Ends it, by SIGTERM unless another signal is given. Returns how long that took, in ms. */
  stop(signal?: NodeJS.Signals): Promise<number>;
}

/** Starts a script that says where it listens, with its event loop watched. */
export async function startWatched(script: string, args: readonly string[]): Promise<WatchedServer> {
  const watched = join(import.meta.dirname, 'watched.ts');
  const line = ['--expose-gc', '--import', watched, script, ...args];
  const child = spawn(process.execPath, line, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const idle = fork(join(import.meta.dirname, 'delay.ts'));
  const url = await listening(child);
  const ask = async <T>(process: ChildProcess): Promise<T> => {
    const answered = once(process, 'message');
    process.send('turns');
    return (await answered)[0] as T;
  };
  return {
    url,
    child,
    turns: async () => {
      const [report, idleDelayMs] = await Promise.all([ask<TurnReport>(child), ask<number>(idle)]);
      return { ...report, idleDelayMs };
    },
    stop(signal = 'SIGTERM') {
      idle.disconnect();
      return end(child, signal);
    },
  };
}

/** What the server answers at a path, as JSON. */
export async function readJson<T>(server: WatchedServer, path: string): Promise<T> {
  const response = await fetch(server.url + path, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`Cannot read ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Starts a script and ends it by SIGTERM after `delayMs`. Returns how long the end took, in ms. */
export async function endAfter(script: string, args: readonly string[], delayMs: number): Promise<number> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  await setTimeout(delayMs);
  return end(child, 'SIGTERM');
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number> {
  const begun = performance.now();
  const over = once(child, 'exit');
  child.kill(signal);
  await over;
  return performance.now() - begun;
}

async function listening({ stdout }: ChildProcess): Promise<string> {
  let output = '';
  for await (const chunk of stdout ?? []) {
    output += String(chunk);
    const url = /listening on (http:\/\/\S+)/.exec(output)?.[1];
    if (url) {
      stdout?.resume();
      return url;
    }
  }
  throw new Error(`Cannot start server: it ended\n${output}`);
}

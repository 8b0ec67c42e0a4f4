import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
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
  /** Ends it. Returns how long that took, in ms. */
  stop(): Promise<number>;
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
    async stop() {
      idle.disconnect();
      const begun = performance.now();
      const over = once(child, 'exit');
      child.kill('SIGTERM');
      await over;
      return performance.now() - begun;
    },
  };
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

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { createInterface, type Interface } from 'node:readline';
import { end } from './process.ts';
import type { Settled, System } from './system.ts';

/** A system that is a library: a process that holds it takes a line of JSON for each call, and answers with one. */
export interface WorkerOptions {
  readonly name: string;
  /** Where the library keeps its files. */
  readonly directory: string;
  readonly command: readonly [program: string, ...args: string[]];
  readonly env?: Readonly<Record<string, string>>;
}

type Reply = { value: unknown } | { error: string };

export function createWorker({ name, directory, command, env = {} }: WorkerOptions): System {
  let child: ChildProcess | undefined;
  let replies: AsyncIterator<string> | undefined;
  let lines: Interface | undefined;

  const stop = async (): Promise<void> => {
    if (child) await end(child, 'SIGKILL');
    lines?.close();
  };
  const call = async (method: string, ...args: unknown[]): Promise<unknown> => {
    child?.stdin?.write(`${JSON.stringify([method, ...args])}\n`);
    const line = await replies?.next();
    if (!line || line.done) throw new Error(`Cannot ${method} with ${name}: its process ended`);
    const reply = JSON.parse(line.value) as Reply;
    if ('error' in reply) throw new Error(`Cannot ${method} with ${name}: ${reply.error}`);
    return reply.value;
  };

  return {
    name,
    door: 'function call',
    async start() {
      await mkdir(directory, { recursive: true });
      const [program, ...args] = command;
      const own = spawn(program, args, {
        stdio: ['pipe', 'pipe', 'inherit'],
        env: { ...process.env, ...env },
      });
      child = own;
      lines = createInterface({ input: own.stdout });
      replies = lines[Symbol.asyncIterator]();
      await call('open');
      return own.pid ?? 0;
    },
    rehearse: async (ticks) => void (await call('rehearse', 0, ticks)),
    ingest: async (from, to) => void (await call('ingest', from, to)),
    ask: async (question, times, tick) => (await call('ask', question, times, tick)) as number[] | null,
    found: async (from, to) => (await call('found', from, to)) as number,
    settle: async () => (await call('settle')) as Settled,
    kill: stop,
    async close() {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

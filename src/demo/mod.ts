import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ControlError, type Command, type ControlReply, type ControlRequest } from './guests/control.ts';

export { ControlError, type Command } from './guests/control.ts';

export interface DemoOptions {
  /** How many guests, 1 to 10,000. */
  guests: number;
  /** Another seed, other guests. @default 1 */
  seed?: number;
  /** No guest starts, stops or changes by itself. @default false */
  calm?: boolean;
  /** What one round trip to QEMU takes, in µs. @default 0 */
  latencyUs?: number;
  /** Name of its machine, whose UUID is another with each. @default virtscope-demo */
  host?: string;
  /** Breaks off the start, which then rejects with its reason. */
  signal?: AbortSignal;
}

export interface Demo {
  /** What a libvirt client connects to. */
  readonly uri: string;
  /** That of the monolithic daemon; beside it are the others that libvirt's daemons have. */
  readonly socket: string;
  readonly pid: number;
  /** Stops a guest's QEMU from answering, as SIGSTOP would. */
  hang(name: string): Promise<void>;
  /** Continues it. */
  wake(name: string): Promise<void>;
  /**
   * Commands a guest, which from then on changes by command only.
   *
   * @throws {ControlError} if there is no such guest or it is in no state for it.
   */
  command(name: string, command: Command): Promise<void>;
  /** Ends the process and removes its socket; a second call waits for the first. */
  stop(): Promise<void>;
}

/** Names of libvirt's sockets: those of the monolithic daemon and of the modular one for QEMU. */
const SOCKETS = ['libvirt-sock', 'libvirt-sock-ro', 'virtqemud-sock', 'virtqemud-sock-ro'] as const;

/**
 * Starts a demo hypervisor: a process of its own that speaks libvirt's protocol on a private socket, with guests
 * whose states change by themselves. It ends when this process does.
 *
 * @throws {Error} if the process cannot listen, or an option is out of its range.
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  options.signal?.throwIfAborted();
  const folder = mkdtempSync(join(tmpdir(), 'virtscope-demo-'));
  const socket = join(folder, SOCKETS[0]);
  const child = fork(fileURLToPath(new URL('main.ts', import.meta.url)), argumentsOf(folder, options), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Options of this process, such as those of a test run, are not the demo's.
    execArgv: [],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const breakOff = (): void => void child.kill('SIGTERM');
  options.signal?.addEventListener('abort', breakOff);
  try {
    await listening(child);
  } catch (error) {
    await stop();
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', breakOff);
  }
  const command = commander(child);
  return {
    uri: `qemu+unix:///system?socket=${encodeURIComponent(socket)}`,
    socket,
    pid: child.pid!,
    hang: (name) => command(name, 'hang'),
    wake: (name) => command(name, 'wake'),
    command,
    stop,
  };
}

function argumentsOf(folder: string, { guests, seed, calm, latencyUs, host }: DemoOptions): string[] {
  return [
    ...SOCKETS.flatMap((name) => ['--socket', join(folder, name)]),
    '--guests',
    String(guests),
    ...(seed === undefined ? [] : ['--seed', String(seed)]),
    ...(calm ? ['--calm'] : []),
    ...(latencyUs === undefined ? [] : ['--latency-us', String(latencyUs)]),
    ...(host === undefined ? [] : ['--host', host]),
  ];
}

function listening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('message', (reply: ControlReply) => {
      if ('failed' in reply) reject(new Error(reply.failed));
      else resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Cannot start demo: it ended with status ${code}`)));
  });
}

/** Numbers the requests, as replies may be those of several callers. */
function commander(child: ChildProcess): Demo['command'] {
  const waiting = new Map<number, (error: string | null) => void>();
  let last = 0;
  child.on('message', (reply: ControlReply) => {
    if (!('id' in reply)) return;
    waiting.get(reply.id)?.(reply.error);
    waiting.delete(reply.id);
  });
  child.once('exit', () => {
    for (const settle of waiting.values()) settle('Cannot command guest: the demo has ended');
    waiting.clear();
  });
  return async (name, command) => {
    const request: ControlRequest = { id: ++last, name, command };
    const error = await new Promise<string | null>((resolve, reject) => {
      waiting.set(request.id, resolve);
      child.send(request, (failed) => {
        if (failed) reject(failed);
      });
    });
    if (error !== null) throw new ControlError(error);
  };
}

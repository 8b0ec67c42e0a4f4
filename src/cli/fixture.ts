import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { Config } from '../config/mod.ts';
import type { Io } from './io.ts';
import { allCommands, createProgram } from './program.ts';

/** Streams that keep what is written, for tests; a terminal where it has a size. */
export interface TestIo {
  readonly io: Io;
  readonly stdin: PassThrough & { isRaw: boolean };
  out(): string;
  err(): string;
  readonly exitCode: () => number;
  /** Ends the command, as a signal does. */
  end(): void;
  resize(columns: number, rows: number): void;
}

export function testIo(
  size: { columns: number; rows: number } | null = null,
  env: Readonly<Record<string, string>> = {},
): TestIo {
  let out = '';
  let err = '';
  let exitCode = 0;
  const ends = new Set<() => void>();
  const stdin = Object.assign(new PassThrough(), {
    isRaw: false,
    isTTY: size !== null,
    setRawMode: (isRaw: boolean) => void (stdin.isRaw = isRaw),
  });
  const events = new EventEmitter();
  const stdout = Object.assign(events, {
    write: (text: string | Uint8Array) => ((out += String(text)), true),
    isTTY: size !== null,
    ...size,
  });
  const io: Io = {
    stdin,
    stdout: stdout as unknown as Io['stdout'],
    stderr: { write: (text: string | Uint8Array) => ((err += String(text)), true) },
    env,
    setExitCode: (code) => void (exitCode = code),
    onEnd: (listener) => (ends.add(listener), () => void ends.delete(listener)),
  };
  return {
    io,
    stdin,
    out: () => out,
    err: () => err,
    exitCode: () => exitCode,
    end: () => ends.forEach((listener) => listener()),
    resize(columns, rows) {
      Object.assign(stdout, { columns, rows });
      events.emit('resize');
    },
  };
}

/** Runs the program with these arguments; usage errors reject with commander's error instead of ending the process. */
export async function runCli(
  args: readonly string[],
  { io }: TestIo,
  serve: (config: Config) => Promise<void> = async () => {},
): Promise<void> {
  const program = createProgram({ serve, version: '1.2.3', io });
  for (const command of allCommands(program)) command.exitOverride();
  await program.parseAsync(args, { from: 'user' });
}

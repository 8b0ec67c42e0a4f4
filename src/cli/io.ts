import type { WriteStream } from 'node:tty';

/** Where a command reads and writes: the process's own streams, or a test's. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream & { isTTY?: boolean; setRawMode?(isRaw: boolean): unknown };
  readonly stdout: Output;
  readonly stderr: Pick<WriteStream, 'write'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The exit code, once the command has run. */
  readonly setExitCode: (code: number) => void;
  /** Calls back when the process gets a signal to end or is about to end; returns how to stop that. */
  readonly onEnd: (listener: () => void) => () => void;
}

/** A stream that may be a terminal. */
export type Output = Pick<WriteStream, 'write' | 'on' | 'off'> &
  Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'rows'>>;

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP', 'uncaughtExceptionMonitor', 'exit'] as const;

/** The process itself. A reader of the output that went away (`| head`) ends it without a fuss. */
export function processIo(): Io {
  const { stdin, stdout, stderr, env } = process;
  return {
    stdin,
    stdout: stdout.on('error', endQuietly),
    stderr,
    env,
    setExitCode: (code) => void (process.exitCode = code),
    onEnd(listener) {
      for (const ending of endings) process.on(ending, listener);
      return () => endings.forEach((ending) => process.off(ending, listener));
    },
  };
}

function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

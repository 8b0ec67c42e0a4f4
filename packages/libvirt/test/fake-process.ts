import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';

/** A process without a process, as a test drives it. */
export class FakeProcess extends EventEmitter {
  readonly stdin = new PassThrough();
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  exitCode: number | null = null;
  signalCode: NodeJS.Signals | null = null;

  get child(): ChildProcessWithoutNullStreams {
    return this as unknown as ChildProcessWithoutNullStreams;
  }

  /** Ends it; its output is closed with it unless another process holds it. */
  exit(code: number, { close = true } = {}): void {
    this.exitCode = code;
    this.emit('exit', code, null);
    if (!close) return;
    let open = 2;
    for (const output of [this.stdout, this.stderr]) {
      output.once('close', () => --open === 0 && this.emit('close', code, null));
      output.end();
    }
  }
}

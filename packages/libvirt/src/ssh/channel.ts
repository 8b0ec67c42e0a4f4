import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { Duplex } from 'node:stream';
import { MAX_FIRST_BYTE } from '../foreign.ts';
import { realTimers, type Timers } from '../timers.ts';
import { endProcess, killGroup } from './process.ts';
import { explainEnd } from './explain.ts';
import type { SshTarget } from './target.ts';

/** Of standard error the end is kept, of text before the first frame the beginning. */
const STDERR_CHARACTERS = 4096;
const NOISE_CHARACTERS = 1024;
/** How long text that is no frame may go on: the shell that prints it may end and show why. */
const NOISE_MS = 500;
/** How long the rest of the output may take once ssh has ended, and ssh once its output has. */
const REST_MS = 1000;

/**
 * Standard input and output of an ssh as one stream. However ssh ends, by itself or since its output makes no sense, the
 * stream ends with an `SshError`, after all frames that were received whole; with the stream ends the process.
 */
export class SshChannel extends Duplex {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #target: SshTarget;
  readonly #timers: Timers;
  #stderr = '';
  #noise = '';
  #heard = false;
  #ending: unknown = null;

  constructor(process: ChildProcessWithoutNullStreams, target: SshTarget, timers: Timers = realTimers) {
    super();
    this.#process = process;
    this.#target = target;
    this.#timers = timers;
    process.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
    process.stdout.on('end', () => this.#failIn(REST_MS));
    process.stderr.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString('utf8')).slice(-STDERR_CHARACTERS);
    });
    // What a broken pipe means shows when the process ends.
    for (const pipe of [process.stdin, process.stdout, process.stderr]) pipe.on('error', () => {});
    process.once('exit', () => {
      killGroup(process);
      this.#failIn(REST_MS);
    });
    process.once('close', () => this.#fail());
  }

  override _read(): void {
    this.#process.stdout.resume();
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    this.#process.stdin.write(chunk, () => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (this.#ending !== null) this.#timers.clear(this.#ending);
    const { stdin, stdout, stderr } = this.#process;
    for (const pipe of [stdin, stdout, stderr]) pipe.destroy();
    endProcess(this.#process, this.#timers);
    done(error);
  }

  #receive(chunk: Buffer): void {
    if (this.destroyed) return;
    if (!this.#heard && (this.#noise !== '' || chunk[0]! > MAX_FIRST_BYTE)) {
      this.#noise = (this.#noise + chunk.toString('utf8')).slice(0, NOISE_CHARACTERS);
      this.#failIn(NOISE_MS);
      return;
    }
    this.#heard = true;
    if (!this.push(chunk)) this.#process.stdout.pause();
  }

  /** Ends the stream after this time, or after that of the first call. */
  #failIn(ms: number): void {
    if (!this.destroyed) this.#ending ??= this.#timers.set(() => this.#fail(), ms);
  }

  #fail(): void {
    if (this.destroyed) return;
    const { exitCode, signalCode: signal } = this.#process;
    const end = { exitCode, signal, stderr: this.#stderr, noise: this.#noise, heard: this.#heard };
    this.destroy(explainEnd(end, this.#target));
  }
}

import type { Writable } from 'node:stream';
import { Notifier } from './async/notifier.ts';

export interface PacedWriterOptions {
  /** Written while the reader is idle, so that either side notices that the other is gone. */
  readonly beat: string;
  readonly heartbeatMs?: number;
  /** The reader has read what was written. */
  readonly onDrain?: () => void;
}

/** Heartbeats a reader may sleep through before its connection is closed. */
const maxMissedBeats = 4;

/** Writes to one reader that may be slow, and hangs up on one that reads nothing for long. */
export class PacedWriter {
  readonly #out: Writable;
  readonly #beatText: string;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #drained = new Notifier();
  #isBlocked = false;
  #missedBeats = 0;

  constructor(out: Writable, { beat, heartbeatMs = 15_000, onDrain = () => {} }: PacedWriterOptions) {
    this.#out = out;
    this.#beatText = beat;
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs).unref();
    out.on('drain', () => {
      this.#isBlocked = false;
      this.#missedBeats = 0;
      this.#drained.notify();
      onDrain();
    });
    out.on('close', () => clearInterval(this.#heartbeat));
  }

  /** The reader has not read yet what was written: what is written now waits in memory. */
  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  write(text: string | Uint8Array): void {
    if (this.#out.writableEnded || this.#out.destroyed) return;
    this.#isBlocked = !this.#out.write(text);
  }

  /** Resolves when the reader has read what was written. @throws the signal's reason. */
  async ready(signal: AbortSignal): Promise<void> {
    while (this.#isBlocked) await this.#drained.wait(signal);
  }

  close(): void {
    clearInterval(this.#heartbeat);
    this.#out.end();
  }

  #beat(): void {
    if (!this.#isBlocked) this.write(this.#beatText);
    else if (++this.#missedBeats >= maxMissedBeats) this.#out.destroy();
  }
}

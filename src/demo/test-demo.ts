import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open, type LibvirtClient, type OpenOptions } from '@virtscope/libvirt';
import {
  decodeFrame,
  encodeFrame,
  FRAME_STATUS,
  FRAME_TYPE,
  FrameSplitter,
  PROGRAM,
  type Frame,
  type FrameHeader,
} from '@virtscope/libvirt/wire';
import { FakeClock } from '../../test/fake-clock.ts';
import type { DaemonOptions } from './daemon.ts';
import { listen, type DemoServer } from './wire/server.ts';

/** A demo hypervisor within the test's process, whose time the test moves. */
export interface TestDemo extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly server: DemoServer;
  readonly uri: string;
  readonly socket: string;
  /** A new connection, without deadlines or keepalives of its own. */
  connect(options?: OpenOptions): Promise<LibvirtClient>;
  /** A new connection that sends any frame. */
  dial(): Promise<RawClient>;
}

export const NOON = Date.UTC(2026, 10, 20, 12);

/** Starts one; disposing of it ends its connections and removes its socket. */
export async function startTestDemo(options: Partial<DaemonOptions> = {}): Promise<TestDemo> {
  const folder = await mkdtemp(join(tmpdir(), 'virtscope-demo-test-'));
  const socket = join(folder, 'sock');
  const clock = new FakeClock(NOON);
  const server = await listen([socket], { guests: 13, seed: 1, calm: true, latencyUs: 0, ...options }, clock);
  const uri = `qemu+unix:///system?socket=${encodeURIComponent(socket)}`;
  const raw: RawClient[] = [];
  return {
    clock,
    server,
    uri,
    socket,
    connect: (more) => open(uri, { keepaliveMs: 0, callDeadlineMs: Infinity, ...more }),
    async dial() {
      const client = await RawClient.dial(socket);
      raw.push(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const client of raw) client.end();
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** A client of frames: nothing is sent but what the test sends. */
export class RawClient {
  readonly #socket: Socket;
  readonly #frames: Frame[] = [];
  #wake: () => void = () => undefined;
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<void>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    const splitter = new FrameSplitter();
    socket.on('data', (bytes: Buffer) => {
      splitter.push(bytes, (frame) => this.#frames.push(decodeFrame(frame)));
      this.#wake();
    });
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  static async dial(path: string): Promise<RawClient> {
    const socket = connect(path);
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new RawClient(socket);
  }

  send(header: Partial<FrameHeader>, payload: Uint8Array = new Uint8Array()): void {
    const frame = encodeFrame({
      program: PROGRAM.remote,
      version: 1,
      procedure: 0,
      type: FRAME_TYPE.call,
      serial: 1,
      status: FRAME_STATUS.ok,
      ...header,
    });
    const bytes = Buffer.concat([frame, payload]);
    bytes.writeUInt32BE(bytes.length);
    this.#socket.write(bytes);
  }

  write(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** The next frame from the server, which it waits for. */
  async next(): Promise<Frame> {
    for (;;) {
      const frame = this.#frames.shift();
      if (frame) return frame;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  end(): void {
    this.#socket.destroy();
  }
}

/** The error a promise ends with. */
export async function failure<E>(promise: Promise<unknown>): Promise<E> {
  const [result] = await Promise.allSettled([promise]);
  if (result.status === 'fulfilled') throw new Error('Cannot take failure: the promise was fulfilled');
  return result.reason as E;
}

/**
 * Readers of messages, `npm run bench -- streams [readers] [filters] [messages a second]` (1000, 50, 2000): processor time of the
 * server for each message that is delivered, beside that of writing a text of the same length to as many readers plainly, in
 * the same run; the longest turn and the memory, while a tenth of the readers has stalled.
 */
import { once } from 'node:events';
import { cpus, loadavg } from 'node:os';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Load } from './loop/streams-server.ts';
import { startWatched, type WatchedServer } from './loop/server.ts';

const [readers = 1000, filters = 50, perSecond = 2000] = process.argv.slice(2).map(Number);
const SECONDS = 10;
const stalledShare = 0.1;

/** A connection that counts the events that it reads. */
class Reader {
  readonly #socket: Socket;
  events = 0;
  /** Text of an event, as it was read. */
  sample = '';

  constructor(port: number, path: string) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\n\r\n`);
    this.#socket.on('data', (chunk: Buffer) => {
      for (let at = chunk.indexOf('\n\n'); at >= 0; at = chunk.indexOf('\n\n', at + 2)) this.events++;
      this.sample = chunk.toString('latin1');
    });
  }

  get opened(): Promise<unknown> {
    return once(this.#socket, 'data');
  }

  stall(): void {
    this.#socket.pause();
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** Processor time for each event in µs, with the longest turn and the memory at the end. */
async function measure(server: WatchedServer, all: readonly Reader[], load: Load): Promise<number> {
  server.child.send(load);
  await setTimeout(2000);
  const before = all.reduce((sum, { events }) => sum + events, 0);
  await server.turns();
  await setTimeout(SECONDS * 1000);
  const { cpuMs, longestMs, rssMb } = await server.turns();
  const events = all.reduce((sum, reader) => sum + reader.events, 0) - before;
  const each = (cpuMs * 1000) / events;
  console.log(
    `${Math.round(events / SECONDS)} events/s, ${each.toFixed(1)} µs each, ${(cpuMs / SECONDS / 10).toFixed(0)} % of a core, ` +
      `longest turn ${longestMs.toFixed(1)} ms, RSS ${rssMb.toFixed(0)} MB`,
  );
  return each;
}

const server = await startWatched(join(import.meta.dirname, 'loop/streams-server.ts'), []);
const ports = { plain: 0, messages: Number(new URL(server.url).port) };
const rest: Load = { messages: 0, methods: filters, plain: null };
console.log(
  `${readers} readers, ${filters} filters, ${perSecond} messages/s, ${cpus()[0]?.model} × ${cpus().length}, ` +
    `Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`,
);
server.child.send('ports');
[{ plainPort: ports.plain }] = (await once(server.child, 'message')) as [{ plainPort: number }];

const filter = (i: number): string => encodeURIComponent(`method == 'METHOD_${i % filters}'`);
const streams: Reader[] = [];
for (let i = 0; i < readers; i++) {
  const reader = new Reader(ports.messages, `/messages?filter=${filter(i)}`);
  streams.push(reader);
  await reader.opened;
  if (i < readers * stalledShare) reader.stall();
}
console.log('messages:');
const load = { ...rest, messages: perSecond };
const first = await measure(server, streams, load);
const second = await measure(server, streams, load);
const { sample = '' } = streams.at(-1) ?? {};
const text = `id: ${sample.split('id: ').at(-1) ?? ''}`;
server.child.send(rest);
for (const reader of streams) reader.close();
await setTimeout(1000);

const plain: Reader[] = [];
for (let i = 0; i < readers * (1 - stalledShare); i++) {
  const reader = new Reader(ports.plain, '/');
  plain.push(reader);
  await reader.opened;
}
console.log(`plain writes of ${text.length} bytes:`);
const floor = await measure(server, plain, { ...rest, plain: { perSecond: perSecond / filters, text } });
console.log(`a delivery is ${(Math.min(first, second) / floor).toFixed(2)} times a plain write`);
for (const reader of plain) reader.close();
await server.stop();

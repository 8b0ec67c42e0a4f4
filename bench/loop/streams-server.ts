/** The server that bench/streams.ts reads: messages at a rate that it is told, and an address that writes the same plainly. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApi } from '../../src/api/mod.ts';
import { testAccess } from '../../src/auth/fixture.ts';
import { systemClock as clock } from '../../src/model/clock.ts';
import { createMemoryStore } from '../../src/store/mod.ts';
import { callOf } from '../../src/streams/fixture.ts';
import { MessageLog } from '../../src/streams/mod.ts';

/** What the server does from now on: messages a second, of so many methods in turn; or texts to each plain reader. */
export interface Load {
  readonly messages: number;
  readonly methods: number;
  readonly plain: { readonly perSecond: number; readonly text: string } | null;
}

const TICK_MS = 10;
const stepMs = 5000;
const messages = new MessageLog(clock);
const api = await createApi({
  access: testAccess(),
  store: createMemoryStore({ rows: 12, stepMs, clock }),
  messages,
  clock,
  sources: () => [],
  discoveryResults: [],
  version: 'bench',
  demo: true,
  stepMs,
  consoleDir: '/nonexistent',
  logger: { error: (details, message) => console.error(message, details) },
  limits: { connections: 4000, streams: 3000 },
});
const plainReaders = new Set<ServerResponse>();
const plain = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  plainReaders.add(response);
  response.once('close', () => plainReaders.delete(response));
}).listen(0, '127.0.0.1');
await once(plain, 'listening');

let load: Load = { messages: 0, methods: 1, plain: null };
let begun = performance.now();
let recorded = 0;
let written = 0;
const work = setInterval(() => {
  const seconds = (performance.now() - begun) / 1000;
  for (; recorded < seconds * load.messages; recorded++)
    messages.record(callOf(`METHOD_${recorded % load.methods}`));
  if (!load.plain) return;
  for (; written < Math.floor(seconds * load.plain.perSecond); written++)
    for (const reader of plainReaders) reader.write(load.plain.text);
}, TICK_MS);
process.on('message', (message) => {
  if (message === 'ports') process.send?.({ plainPort: (plain.address() as AddressInfo).port });
  if (typeof message !== 'object') return;
  load = message as Load;
  [begun, recorded, written] = [performance.now(), 0, 0];
});
console.log(`listening on ${await api.listen({ host: '127.0.0.1', port: 0 })}`);
await once(process, 'SIGTERM');
clearInterval(work);
plain.close();
plain.closeAllConnections();
await api.close();

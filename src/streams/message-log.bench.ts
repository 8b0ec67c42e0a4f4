/** What it costs to keep a message: `node src/streams/message-log.bench.ts`. */
import type { Call } from '../model/streams/call.ts';
import { systemClock } from '../model/clock.ts';
import { MessageLog } from './message-log.ts';

const log = new MessageLog(systemClock);
const call = (i: number): Call => ({
  interface: 'libvirt',
  service: 'libvirtd',
  direction: 'out',
  method: 'CONNECT_GET_ALL_DOMAIN_STATS',
  peer: 'libvirt',
  outcome: 'ok',
  code: null,
  latencyMs: i / 7,
  bytesSent: 120,
  bytesReceived: i,
});
const messages = 500_000;
const record = (): void => {
  for (let i = 0; i < messages; i++) log.record(call(i));
};
record();
const start = process.hrtime.bigint();
record();
const ns = Number(process.hrtime.bigint() - start) / messages;

/** With readers that wait, as most do. */
const stop = new AbortController();
const waiting = Array.from({ length: 1000 }, () => log.wait(log.end, stop.signal).catch(() => {}));
const startWaited = process.hrtime.bigint();
record();
const nsWaited = Number(process.hrtime.bigint() - startWaited) / messages;
stop.abort();
await Promise.all(waiting);
console.log(JSON.stringify({ bench: 'message-log', messages, nsPerMessage: ns, nsWithReaders: nsWaited }));

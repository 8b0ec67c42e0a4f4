/**
 * Many demo hypervisors in one process, each a host of its own: `node bench/hosts/demos.ts FOLDER HOSTS VMS`. Sends their
 * sockets to the parent, and to every message from it the processor time that it has had, in ms.
 */
import { createServer } from 'node:net';
import { join } from 'node:path';
import { systemClock as clock } from '../../src/model/clock.ts';
import { listen } from '../../src/demo/wire/server.ts';

const [folder = '', hosts = '100', vms = '100'] = process.argv.slice(2);
const sockets: string[] = [];
for (let i = 0; i < Number(hosts); i++) {
  const path = join(folder, `h${i}`);
  await listen([path], { guests: Number(vms), seed: i, calm: false, latencyUs: 0, host: `host-${i}` }, clock);
  sockets.push(path);
}
// Two hosts that are not well: one accepts and is silent, one answers with nonsense.
for (const [name, answer] of [
  ['silent', ''],
  ['garbage', 'x'.repeat(4096)],
] as const) {
  const path = join(folder, name);
  createServer((socket) => socket.on('error', () => undefined).write(answer)).listen(path);
}
process.send?.(sockets);
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.((user + system) / 1000);
});
process.once('disconnect', () => process.exit());

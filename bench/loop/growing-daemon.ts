/** A demo hypervisor that lists few guests, and all of them after a message of its parent: `node growing-daemon.ts SOCKET GUESTS`. */
import { createServer } from 'node:net';
import { systemClock } from '../../src/model/clock.ts';
import { Daemon } from '../../src/demo/daemon.ts';
import type { Guest } from '../../src/demo/guests/guest.ts';
import { Session } from '../../src/demo/wire/session.ts';

const few = 3;
const [socket = '', guests = ''] = process.argv.slice(2);
const options = { guests: Number(guests), seed: 1, calm: true, latencyUs: 0 };
const daemon = new Daemon(options, systemClock, new AbortController().signal);
const all = daemon.world.shuffled;
list(all.slice(0, few));
const server = createServer((stream) => void new Session(stream, daemon, false));
server.listen(socket, () => process.send?.('listening'));
process.on('message', () => list(all));
process.on('disconnect', () => process.exit());

/** Guests that are no longer, or not yet, listed can still be asked about, as while a daemon defines one. */
function list(listed: readonly Guest[]): void {
  Object.defineProperty(daemon.world, 'shuffled', { value: listed, configurable: true });
}

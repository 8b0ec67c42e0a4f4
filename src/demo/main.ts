/**
 * The demo hypervisor as a process of its own:
 *
 *     node src/demo/main.ts --socket PATH --guests N [--seed S] [--calm] [--latency-us N] [--host NAME] [--control]
 *
 * Several `--socket` lead to the same hypervisor; one whose name ends with `-ro` is read-only.
 *
 * It ends with its parent (IPC), with its standard input where `--control` reads commands from it
 * (`hang web-01`, one a line), or by SIGINT and SIGTERM.
 */
import { rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { Clock } from '../model/clock.ts';
import { systemClock } from '../model/clock.ts';
import {
  COMMANDS,
  ControlError,
  type Command,
  type ControlReply,
  type ControlRequest,
} from './guests/control.ts';
import { HOSTNAME } from './guests/machine.ts';
import { listen } from './wire/server.ts';

const { values } = parseArgs({
  options: {
    socket: { type: 'string', multiple: true, default: [] },
    guests: { type: 'string', default: '13' },
    seed: { type: 'string', default: '1' },
    calm: { type: 'boolean', default: false },
    'latency-us': { type: 'string', default: '0' },
    host: { type: 'string', default: HOSTNAME },
    control: { type: 'boolean', default: false },
  },
});

/** Never goes back, as counters must not. */
const clock: Clock = { ...systemClock, now: () => performance.timeOrigin + performance.now() };

const paths = values.socket;
if (paths.length === 0) stop('Cannot start demo: --socket is missing');
const server = await listen(
  paths,
  {
    guests: whole('guests', 1, 10_000),
    seed: whole('seed', 0, 2 ** 32 - 1),
    calm: values.calm,
    latencyUs: whole('latency-us', 0, 1_000_000),
    host: values.host,
  },
  clock,
);

const close = (): void => {
  const end = (): void => process.exit();
  server.close().then(end, end);
};
process.once('SIGINT', close).once('SIGTERM', close);
if (process.send) {
  // A parent that dies cannot remove the folder it made for the socket.
  process.once(
    'disconnect',
    () =>
      void server
        .close()
        .then(removeFolder)
        .finally(() => process.exit()),
  );
  process.on('message', ({ id, name, command }: ControlRequest) =>
    reply({ id, error: attempt(name, command) }),
  );
  reply({ listening: true });
}
if (values.control) {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const [, command = '', name = ''] = /^(\w+) (.+)$/.exec(line) ?? [];
    console.log(attempt(name, command as Command) ?? 'ok');
  });
  lines.once('close', close);
}

function attempt(name: string, command: Command): string | null {
  if (!COMMANDS.includes(command))
    return `Cannot phaseAfter "${command}": commands are ${COMMANDS.join(', ')}`;
  try {
    server.command(name, command);
    return null;
  } catch (error) {
    if (error instanceof ControlError) return error.message;
    throw error;
  }
}

/** Removes the folder of the sockets if nothing else is in it. */
function removeFolder(): Promise<void> {
  return rmdir(dirname(paths[0]!)).catch(() => undefined);
}

function reply(message: ControlReply): void {
  process.send?.(message);
}

function whole(name: 'guests' | 'seed' | 'latency-us', least: number, most: number): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  return stop(`Cannot start demo: --${name} is ${values[name]}, not a whole number from ${least} to ${most}`);
}

function stop(message: string): never {
  if (process.send) reply({ failed: message });
  else console.error(message);
  process.exit(2);
}

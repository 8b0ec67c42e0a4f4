import { formatDuration, parseDuration } from '../../lib/text/duration.ts';
import { systemClock } from '../../model/clock.ts';
import { CliError } from '../error.ts';
import { withHint } from '../http-client.ts';
import type { Io } from '../io.ts';
import { printable, printableJson } from '../printable.ts';
import { paintOf } from '../terminal/paint.ts';
import { serverAccess } from '../server-access.ts';
import type { ServerOptions } from '../server-option.ts';
import type { AddOptions } from './command.ts';
import { HostsServer, type Asked } from './server.ts';
import { stepLines, stepNames } from './steps.ts';
import { hostLines } from './table.ts';

export async function list(options: ServerOptions & { json?: true }, io: Io): Promise<void> {
  const hosts = new HostsServer(serverAccess(options, io));
  if (options.json) return print(io, printableJson(await withHint(hosts.sourcesText())));
  const sources = await withHint(hosts.sources());
  if (sources.length === 0) return print(io, 'no hypervisor is read; virtscope hosts add URI adds one');
  print(io, ...hostLines(sources, systemClock.now() / 1000, widthOf(io), paintOf(io)));
}

/** @throws {CliError} `TEST_FAILED`, and nothing is added. */
export async function add(uri: string, options: AddOptions, io: Io): Promise<void> {
  const server = new HostsServer(serverAccess(options, io));
  const { name, interval } = options;
  const asked = {
    target: uri,
    ...(name !== undefined && { name }),
    ...(interval !== undefined && { interval: secondsOf(interval) }),
  };
  const failed = options.test ? await withHint(tryOne(server, asked, io)) : null;
  if (failed !== null) {
    const state = `its test failed at step ${failed}; --no-test adds it all the same`;
    throw new CliError('TEST_FAILED', `Cannot add ${uri}: ${state}`);
  }
  const { id, target, interval: seconds } = await withHint(server.add(asked));
  print(io, printable(`added ${id}: ${target}, every ${formatDuration(seconds * 1000)}`));
  if (await server.isDemo())
    print(
      io,
      'the demo hypervisor is left out once the server is started again, unless it is started with --demo',
    );
}

export async function remove(name: string, options: ServerOptions, io: Io): Promise<void> {
  await withHint(new HostsServer(serverAccess(options, io)).remove(name));
  print(io, printable(`removed ${name}; its history stays`));
}

/** @throws {CliError} `TEST_FAILED` */
export async function test(uri: string, options: ServerOptions, io: Io): Promise<void> {
  const server = new HostsServer(serverAccess(options, io));
  const target = uri.includes('://') ? uri : await targetOf(server, uri);
  const failed = await withHint(tryOne(server, { target }, io));
  if (failed !== null) throw new CliError('TEST_FAILED', `Cannot read ${target}: the step ${failed} failed`);
}

/** The URI of a hypervisor that is configured. */
async function targetOf(server: HostsServer, name: string): Promise<string> {
  const found = (await withHint(server.sources())).find(({ id }) => id === name);
  if (found) return found.target;
  const state = 'none is configured with that name, and it is no URI such as qemu+ssh://user@host/system';
  throw new CliError('OPTION_INVALID', `Cannot find ${name}: ${state}`);
}

/** Prints the steps of a test as they end. The name of the one that failed, null where none did. */
async function tryOne(server: HostsServer, asked: Asked, io: Io): Promise<string | null> {
  let failed: string | null = null;
  for await (const result of server.test(asked)) {
    print(io, ...stepLines(result, widthOf(io), paintOf(io)));
    if (result.outcome === 'failed') failed = stepNames[result.step];
  }
  return failed;
}

function secondsOf(text: string): number {
  const ms = parseDuration(text);
  if (ms !== null) return ms / 1000;
  throw new CliError('OPTION_INVALID', `Cannot use interval "${text}": not a duration such as 10s`);
}

function widthOf({ stdout }: Io): number {
  return stdout.isTTY ? (stdout.columns ?? 80) : Infinity;
}

function print({ stdout }: Io, ...lines: readonly string[]): void {
  for (const line of lines) stdout.write(`${line}\n`);
}

import type { Alarms } from '../../api/wire/alarms.ts';
import { parseDuration } from '../../lib/text/duration.ts';
import { systemClock } from '../../model/clock.ts';
import { CliError } from '../error.ts';
import { withHint } from '../http-client.ts';
import type { Io } from '../io.ts';
import { printable, printableJson } from '../printable.ts';
import { serverAccess } from '../server-access.ts';
import { paintOf } from '../terminal/paint.ts';
import type { AckOptions, ListOptions, SilenceOptions } from './command.ts';
import { AlarmsServer } from './server.ts';
import { alarmLines, logLines } from './table.ts';

export async function list({ select = '', json, log, ...options }: ListOptions, io: Io): Promise<void> {
  if (log && select !== '')
    throw new CliError('OPTION_INVALID', 'Cannot select of the log: --select is of the alarms');
  const server = new AlarmsServer(serverAccess(options, io));
  const [now, width, paint] = [systemClock.now() / 1000, widthOf(io), paintOf(io)];
  if (json)
    return print(io, printableJson(await withHint(log ? server.logText() : server.raisedText(select))));
  if (log) {
    const { transitions } = await withHint(server.log());
    if (transitions.length === 0) return print(io, 'no alarm was raised yet');
    return print(io, ...logLines(transitions, now, width, paint));
  }
  const alarms = await withHint(server.raised(select));
  if (alarms.alarms.length > 0) print(io, ...alarmLines(alarms.alarms, now, width, paint));
  print(io, summaryText(alarms));
}

export async function acknowledge(
  id: string,
  { reason, undo, ...options }: AckOptions,
  io: Io,
): Promise<void> {
  if ((reason === undefined) === (undo === undefined))
    throw new CliError('OPTION_INVALID', 'Cannot acknowledge: either --reason or --undo is needed');
  const server = new AlarmsServer(serverAccess(options, io));
  if (reason === undefined) {
    const { name, rule } = await withHint(server.withdraw(id));
    return print(io, printable(`took the acknowledgement of ${rule} of ${name} back`));
  }
  const { name, rule } = await withHint(server.acknowledge(id, reason));
  print(io, printable(`acknowledged ${rule} of ${name}, until 15 minutes after it has cleared`));
}

export async function silence(
  { select = '', rule, reason, for: length, ...options }: SilenceOptions,
  io: Io,
): Promise<void> {
  const ms = parseDuration(length);
  if (ms === null) throw new CliError('OPTION_INVALID', `Cannot use "${length}": not a duration such as 2h`);
  const server = new AlarmsServer(serverAccess(options, io));
  const { id, matches } = await withHint(server.silence({ select, rule, reason, seconds: ms / 1000 }));
  print(io, printable(`silence ${id} for ${length}, now of ${matches} raised alarms`));
}

function summaryText({ summary: { red, amber, green, unknown }, alarms, next }: Alarms): string {
  const counts = `of all ${red} red, ${amber} amber, ${green} green, ${unknown} unknown`;
  if (alarms.length === 0) return `nothing is red or amber; ${counts}`;
  return next === null ? counts : `the first ${alarms.length}; ${counts}`;
}

function widthOf({ stdout }: Io): number {
  return stdout.isTTY ? (stdout.columns ?? 80) : Infinity;
}

function print({ stdout }: Io, ...lines: readonly string[]): void {
  for (const line of lines) stdout.write(`${line}\n`);
}

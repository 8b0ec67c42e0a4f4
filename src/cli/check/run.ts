import type { Alarm } from '../../api/wire/alarms.ts';
import { InputError } from '../../model/error.ts';
import { AlarmsServer } from '../alarms/server.ts';
import { CliError } from '../error.ts';
import type { Io } from '../io.ts';
import { serverAccess } from '../server-access.ts';
import type { CheckOptions } from './command.ts';
import { perfdataOf } from './perfdata.ts';
import { statusLine, STATUSES, type Status } from './status.ts';

/** Prints the light of a VM or a host as a Nagios plugin; what cannot be known is `UNKNOWN`, also by failure. */
export async function check(cls: 'vm' | 'host', name: string, options: CheckOptions, io: Io): Promise<void> {
  try {
    const server = new AlarmsServer(serverAccess(options, io), AbortSignal.timeout(timeoutMs(options)));
    const entity = await server.entity(`${cls}s`, name);
    const { alarms } = await server.about(entity);
    const [status, text] = judge(entity, alarms, options.ignoreUnknown === true);
    answer(io, status, text, alarms.flatMap(perfdataOf).sort());
  } catch (error) {
    // A stack trace is no answer, and the exit code of a process that throws is that of WARNING.
    answer(io, 'UNKNOWN', isExpected(error) ? error.message : `BUG: ${String(error)}`);
  }
}

function answer(io: Io, status: Status, text: string, perfdata: readonly string[] = []): void {
  io.stdout.write(`${statusLine(status, text, perfdata)}\n`);
  io.setExitCode(STATUSES.indexOf(status));
}

/** What is silenced, and what another alarm hides, is named and does not decide. */
function judge(
  { name, state }: { readonly name: string; readonly state: string },
  alarms: readonly Alarm[],
  ignoresUnknown: boolean,
): [Status, text: string] {
  const quiet = alarms.filter((alarm) => isRaised(alarm) && isQuiet(alarm));
  const shown = alarms.filter((alarm) => isRaised(alarm) && !isQuiet(alarm));
  const also = quiet.length > 0 ? ` (${quiet.length} silenced or hidden)` : '';
  if (shown.length > 0) {
    const status = shown.some((alarm) => alarm.state === 'red') ? 'CRITICAL' : 'WARNING';
    return [status, shown.map(textOf).join(' ') + also];
  }
  const unknown = alarms.filter((alarm) => alarm.state === 'unknown');
  const seen = alarms.length - unknown.length;
  if (seen === 0 || (unknown.length > 0 && !ignoresUnknown)) {
    const rules = [...new Set(unknown.map(({ rule }) => rule))].join(', ');
    const why = alarms.length === 0 ? `no alarm is evaluated while it is ${state}` : `unknown: ${rules}`;
    return [ignoresUnknown ? 'OK' : 'UNKNOWN', `${name}: ${why}${also}`];
  }
  const left = unknown.length > 0 ? `, ${unknown.length} unknown` : '';
  return ['OK', `${name} is ${state}: ${seen - quiet.length} alarms are green${left}${also}`];
}

function isExpected(error: unknown): error is Error {
  return error instanceof CliError || error instanceof InputError;
}

function isRaised({ state }: Alarm): boolean {
  return state === 'red' || state === 'amber';
}

function isQuiet({ silenced, inhibited }: Alarm): boolean {
  return silenced !== null || inhibited !== null;
}

function textOf({ message, name, rule, acknowledged }: Alarm): string {
  const note = acknowledged ? ` (acknowledged by ${acknowledged.by}: ${acknowledged.reason})` : '';
  return (message ?? `${name}: ${rule}.`) + note;
}

function timeoutMs({ timeout }: CheckOptions): number {
  const seconds = /^\d{1,3}$/.test(timeout) ? Number(timeout) : 0;
  if (seconds > 0) return seconds * 1000;
  throw new CliError('OPTION_INVALID', `Cannot use timeout "${timeout}": not a number of seconds such as 10`);
}

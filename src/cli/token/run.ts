import { AuditLog, describeToken, LastUses, TokenFiles, type AuditAction } from '../../auth/mod.ts';
import { parseDuration } from '../../lib/text/duration.ts';
import { systemClock as clock } from '../../model/clock.ts';
import { CliError } from '../error.ts';
import type { Io } from '../io.ts';
import { printable, printableJson } from '../printable.ts';
import { stateDirOf, type StateOptions } from '../state-option.ts';
import { paintOf } from '../terminal/paint.ts';
import type { CreateOptions, ListOptions } from './command.ts';
import { tokenLines, type ListedToken } from './table.ts';

/** Prints the token alone on standard output, so that `> FILE` keeps it; all else goes to standard error. */
export async function create(options: CreateOptions, io: Io): Promise<void> {
  const { role = null, purpose = null, note } = options;
  const expiresAt = options.expires === undefined ? null : clock.now() + durationOf(options.expires);
  const stateDir = await stateDirOf(options);
  const files = new TokenFiles(stateDir);
  const { token, record } = files.create({ role, purpose, note, createdBy: 'local', expiresAt }, clock.now());
  audit(stateDir, { action: 'token.create', subject: describeToken(record) }, io);
  io.stdout.write(`${token}\n`);
  io.stderr.write(
    printable(`created token ${record.id} in ${files.directory}; it is not shown again`) + '\n',
  );
}

export async function list(options: ListOptions, io: Io): Promise<void> {
  const files = new TokenFiles(await stateDirOf(options));
  const warn = (line: string): void => void io.stderr.write(`warning: ${printable(line)}\n`);
  const { records, damaged } = files.list();
  const uses = new LastUses({ directory: files.directory, clock, onDamage: warn });
  for (const { path, state } of damaged) warn(`Cannot read token ${path}: ${state}`);
  const tokens = records.map((record): ListedToken => {
    const { id, role, purpose, note, createdAt, createdBy, expiresAt } = record;
    const times = {
      createdAt: createdAt / 1000,
      expiresAt: seconds(expiresAt),
      lastUsedAt: seconds(uses.of(id)),
    };
    return Object.assign(times, { id, role, purpose, note, createdBy });
  });
  if (options.json) return void io.stdout.write(`${printableJson(JSON.stringify(tokens))}\n`);
  const lines =
    tokens.length === 0
      ? ['there is no token; virtscope token create makes one']
      : tokenLines(tokens, clock.now() / 1000, paintOf(io));
  io.stdout.write(`${lines.join('\n')}\n`);
}

/** @throws {CliError} `OPTION_INVALID` where there is none of that id. */
export async function revoke(id: string, options: StateOptions, io: Io): Promise<void> {
  const stateDir = await stateDirOf(options);
  const files = new TokenFiles(stateDir);
  const record = files.list().records.find((each) => each.id === id);
  if (!files.revoke(id))
    throw new CliError('OPTION_INVALID', `Cannot revoke token ${id}: none in ${files.directory} has that id`);
  audit(stateDir, { action: 'token.revoke', subject: record ? describeToken(record) : id }, io);
  io.stdout.write(`revoked ${id}\n`);
}

/** Writes a change in the log of the server, which need not run. */
function audit(
  stateDir: string,
  change: { readonly action: AuditAction; readonly subject: string },
  io: Io,
): void {
  const onDamage = (line: string): void => void io.stderr.write(`warning: ${printable(line)}\n`);
  new AuditLog({ stateDir, clock, onDamage }).write({ name: 'local', by: 'local', ...change });
}

function durationOf(text: string): number {
  const ms = parseDuration(text);
  if (ms !== null && ms > 0) return ms;
  throw new CliError('OPTION_INVALID', `Cannot use end "${text}": not a duration such as 90d`);
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}

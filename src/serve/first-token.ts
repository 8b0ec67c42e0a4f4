import { isLoopback } from '../api/config.ts';
import { AuditLog, describeToken, TokenFiles } from '../auth/mod.ts';
import type { Config } from '../config/mod.ts';
import { systemClock as clock } from '../model/clock.ts';

export interface FirstTokenOptions {
  /** Whether what is printed is kept in a log, where others than the reader of a terminal find it. */
  readonly isLogged: boolean;
  readonly print: (line: string) => void;
}

const toProcess: FirstTokenOptions = {
  isLogged: process.env['JOURNAL_STREAM'] !== undefined,
  print: (line) => console.log(line),
};

/**
 * Makes the first token of a server that other machines reach, and prints it this once: without one no client could do
 * anything there. Nothing where there is a token, or only this machine reaches the server.
 *
 * @throws {InputError} `STATE_UNUSABLE`
 */
export function announceFirstToken(
  { listen, stateDir }: Pick<Config, 'listen' | 'stateDir'>,
  { isLogged, print }: FirstTokenOptions = toProcess,
): void {
  const files = new TokenFiles(stateDir);
  if (isLoopback(listen) || files.ids().length > 0) return;
  if (isLogged) {
    print('virtscope has no token yet: virtscope token create --role admin --note NOTE makes one');
    return;
  }
  const request = {
    role: 'admin',
    purpose: null,
    note: 'first start',
    createdBy: 'local',
    expiresAt: null,
  } as const;
  const { token, record } = files.create(request, clock.now());
  const auditLog = new AuditLog({ stateDir, clock, onDamage: (problem) => print(`virtscope: ${problem}`) });
  auditLog.write({ name: 'local', by: 'local', action: 'token.create', subject: describeToken(record) });
  print(`virtscope made an admin token, which is not shown again: ${token}`);
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describeSystemError } from '../../lib/system-error.ts';
import { LineSplitter } from '../../lib/text/line-splitter.ts';
import { parseJson } from '../../lib/text/parse-json.ts';
import { entryFields, type Entry } from './entry.ts';

/** Bytes of an entry as JSON; that of a longer one is missing. */
const MOST_BYTES = 8 * 1024 * 1024;

export interface JournalctlOptions {
  /** The program and what it is given first. */
  readonly command: readonly string[];
  /** Null: all. */
  readonly units: readonly string[] | null;
  /** The entry to go on behind; null: only what comes from now on. */
  readonly after: string | null;
  /** Called with each entry; null is one that cannot be read. */
  readonly onEntry: (entry: Entry | null) => void;
  /** Called with what it says, which may be why there are no entries. */
  readonly onNotice: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Runs journalctl until it ends or the signal ends it. Resolves with why it has ended. */
export async function runJournalctl(options: JournalctlOptions): Promise<string> {
  const { command, units, after, onEntry, onNotice, signal } = options;
  const [program = '', ...given] = command;
  const from = after === null ? ['--lines=0'] : [`--after-cursor=${after}`, '--no-tail'];
  const fields = `--output-fields=${entryFields.join(',')}`;
  const what = (units ?? []).map((unit) => `--unit=${unit}`);
  const args = [...given, '--follow', '--output=json', '--all', '--no-pager', fields, ...from, ...what];
  const env = { PATH: process.env['PATH'], LC_ALL: 'C' };
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], signal });
  const lines = new LineSplitter(MOST_BYTES);
  child.stdout.on('data', (piece: Buffer) => {
    for (const { bytes } of lines.push(piece)) onEntry(readEntry(bytes));
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = text.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
    onNotice(said);
  });
  try {
    const [code, killedBy] = (await once(child, 'close')) as [number | null, string | null];
    return said || `it ended with ${code === null ? killedBy : `status ${code}`}`;
  } catch (error) {
    return describeSystemError(error, { ENOENT: 'journalctl is not installed' });
  }
}

function readEntry(bytes: Buffer): Entry | null {
  const value = parseJson(bytes.toString('utf8'));
  return typeof value === 'object' && value !== null ? (value as Entry) : null;
}

import { createReadStream } from 'node:fs';
import { importPerfmon, MAX_PERFMON_LENGTH, PERFMON_CLASSES, type Remark } from '../../alarms/mod.ts';
import { describeSystemError } from '../../lib/system-error.ts';
import { readText } from '../../lib/text/read-text.ts';
import { CliError } from '../error.ts';
import type { Io } from '../io.ts';
import { printable } from '../printable.ts';
import type { ImportOptions } from './command.ts';

/** Prints the rules of a file, and what is not in them to standard error; exits with 1 where there is no rule. */
export async function importFile(
  file: string,
  { class: given, select, prefix }: ImportOptions,
  io: Io,
): Promise<void> {
  const cls = PERFMON_CLASSES.find((one) => one.toLowerCase() === given.toLowerCase());
  if (!cls)
    throw new CliError(
      'OPTION_INVALID',
      `Cannot import of class ${given}: it is one of ${PERFMON_CLASSES.join(', ')}`,
    );
  const xml = await textOf(file, io);
  const { text, count, notes, leftOut } = importPerfmon(xml, { file, class: cls, prefix, select });
  const say = (kind: string, { line, column, name, message }: Remark): void => {
    io.stderr.write(
      `${printable(`${file}:${line}:${column}: ${kind}: ${name || 'a variable'}: ${message}`)}\n`,
    );
  };
  for (const note of notes) say('note', note);
  for (const one of leftOut) say('left out', one);
  if (count === 0)
    throw new CliError('OPTION_INVALID', `Cannot import ${file}: no variable of it can be a rule`);
  io.stdout.write(text);
}

async function textOf(file: string, { stdin }: Io): Promise<string> {
  try {
    const stream = (file === '-' ? stdin : createReadStream(file)) as AsyncIterable<Uint8Array>;
    // More than that is refused by the import itself.
    return (await readText(stream, MAX_PERFMON_LENGTH + 1)).text;
  } catch (error) {
    throw new CliError('OPTION_INVALID', `Cannot read ${file}: ${describeSystemError(error)}`);
  }
}

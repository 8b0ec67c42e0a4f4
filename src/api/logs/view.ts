import type { LogLine } from '../../streams/mod.ts';
import type * as wire from '../wire/logs.ts';

/** A line without its place in the log: what a filter can ask for. */
export function contentsOf(line: LogLine): Omit<wire.LogLine, 'id'> {
  const { time, severity, unit, host, vm, source, text, cut, escaped, missed } = line;
  return { time: time / 1000, severity, unit, host, vm, source, text, cut, escaped, missed };
}

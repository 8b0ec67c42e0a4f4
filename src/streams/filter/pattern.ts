import { RE2JS, RE2JSException, RE2Set } from 're2js';
import { MAX_TEXT } from './field.ts';
import { repeats } from './repeats.ts';

/** Characters of a pattern. */
const MAX_LENGTH = 256;
/** Times that a part of it may be repeated by counts: it is compiled that often. */
const MAX_REPEATS = 100;
/** Instructions of its program: a text of MAX_TEXT characters then takes at most 25 ms (filter.bench.ts). */
const MAX_PROGRAM = 256;
/** Bytes that what it has seen of texts may take. */
const MAX_MEMORY = 1 << 18;

/** Whether a pattern is found anywhere in a text. */
export type Pattern = (text: string) => boolean;

/** Compiles a regular expression of RE2, whose time grows with the text alone; a string says why it is refused. */
export function compilePattern(source: string): Pattern | string {
  if (source.length > MAX_LENGTH) return `a pattern has at most ${MAX_LENGTH} characters`;
  if (repeats(source) > MAX_REPEATS) return `a pattern repeats a part at most ${MAX_REPEATS} times`;
  try {
    if (RE2JS.compile(source).programSize() > MAX_PROGRAM) {
      return 'the pattern is too large: give it less alternatives, or less repeats';
    }
    // A set of one pattern, because its memory can be limited.
    const set = new RE2Set(RE2Set.UNANCHORED, 0, MAX_MEMORY);
    set.add(source);
    set.compile();
    return (text) => set.match(text.slice(0, MAX_TEXT)).length > 0;
  } catch (error) {
    if (error instanceof RE2JSException) return error.message;
    throw error;
  }
}

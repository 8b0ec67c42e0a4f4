import { choice, empty, repeat, sequence, sizeOf, type Range, type Regex } from './regex.ts';

const MAX_LENGTH = 200;
const MAX_TIMES = 100;
/** Characters when repetitions are written out: what the work grows with. */
const MAX_SIZE = 200;
const MAX_DEPTH = 20;
const MAX_REPETITIONS = 10;

const sets: Readonly<Record<string, readonly Range[]>> = {
  d: [['0', '9']],
  w: [['0', '9'], ['A', 'Z'], ['_', '_'], ['a', 'z']], // prettier-ignore
};

/** The regular expression of a text in Python's syntax, anchored at both ends; or why it is not taken. */
export function parseRegex(text: string): Regex | string {
  if (text.length > MAX_LENGTH) return `it has ${text.length} characters, at most ${MAX_LENGTH}`;
  if (!/^[ -~]*$/.test(text)) return 'it has characters that no data source has';
  try {
    const regex = new Parser(text.replace(/^\^/, '').replace(/(?<!\\)\$$/, '')).parse();
    return sizeOf(regex) > MAX_SIZE ? `its repetitions stand for more than ${MAX_SIZE} characters` : regex;
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

class Refused extends Error {}

class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  #repetitions = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Regex {
    const regex = this.#choice();
    if (this.#at < this.#text.length) throw new Refused('a parenthesis is closed that was not opened');
    return regex;
  }

  #choice(): Regex {
    if (++this.#depth > MAX_DEPTH) throw new Refused('its parentheses are nested too deeply');
    const options = [this.#sequence()];
    while (this.#take('|')) options.push(this.#sequence());
    this.#depth--;
    return choice(options);
  }

  #sequence(): Regex {
    const parts: Regex[] = [];
    while (this.#at < this.#text.length && !'|)'.includes(this.#peek())) parts.push(this.#repeated());
    return parts.length === 0 ? empty : sequence(...parts);
  }

  #repeated(): Regex {
    const one = this.#one();
    const [times, min, comma, max] = this.#match(/(?:[*+?]|\{(\d*)(,?)(\d*)\})/y) ?? [];
    if (times === undefined) return one;
    if (++this.#repetitions > MAX_REPETITIONS)
      throw new Refused(`it has more than ${MAX_REPETITIONS} repetitions`);
    // How much a repetition takes first changes nothing of what the whole matches.
    this.#take('?');
    if ('*+?{'.includes(this.#peek() || ' ')) throw new Refused('a repetition is repeated');
    if (times === '?') return repeat(one, 0, 1);
    if (hasRepetition(one)) throw new Refused('repetitions within repetitions are not taken');
    if (min === undefined) return repeat(one, times === '+' ? 1 : 0, Infinity);
    const [from, to] = [Number(min), comma === '' ? Number(min) : Number(max || Infinity)];
    const isLong = from > MAX_TIMES || (to > MAX_TIMES && to !== Infinity);
    if (isLong || from > to || (min === '' && max === '')) throw new Refused(`${times} is no repetition`);
    return repeat(one, from, to);
  }

  #one(): Regex {
    const character = this.#next();
    switch (character) {
      case '(':
        return this.#group();
      case '[':
        return this.#class();
      case '.':
        return { kind: 'class', isNot: true, ranges: [] };
      case '\\':
        return { kind: 'class', isNot: false, ranges: this.#escaped() };
      default:
        if ('*+?{}^$'.includes(character)) throw new Refused(`${character} stands where it means nothing`);
        return { kind: 'class', isNot: false, ranges: [[character, character]] };
    }
  }

  #group(): Regex {
    if (this.#take('?') && !this.#take(':')) throw new Refused('names and looking around are not taken');
    const regex = this.#choice();
    if (!this.#take(')')) throw new Refused('a parenthesis is not closed');
    return regex;
  }

  #class(): Regex {
    const isNot = this.#take('^');
    const ranges: Range[] = [];
    do {
      const character = this.#next();
      const from = character === '\\' ? this.#escaped() : ([[character, character]] as const);
      const [[first] = ['']] = from;
      if (from.length > 1 || first !== from[0]?.[1] || !this.#match(/-(?!\])/y)) ranges.push(...from);
      else {
        const last = this.#next();
        if (last === '\\' || last < first) throw new Refused(`${first}-${last} is no range`);
        ranges.push([first, last]);
      }
    } while (!this.#take(']'));
    return { kind: 'class', isNot, ranges };
  }

  #escaped(): readonly Range[] {
    const character = this.#next();
    const set = sets[character];
    if (!set && /[a-zA-Z0-9]/.test(character)) throw new Refused(`\\${character} is not taken`);
    return set ?? [[character, character]];
  }

  #peek(): string {
    return this.#text.charAt(this.#at);
  }

  #next(): string {
    if (this.#at >= this.#text.length) throw new Refused('it ends too early');
    return this.#text.charAt(this.#at++);
  }

  #take(character: string): boolean {
    const isThere = this.#peek() === character;
    if (isThere) this.#at++;
    return isThere;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at += found[0].length;
    return found;
  }
}

function hasRepetition(regex: Regex): boolean {
  if (regex.kind === 'sequence') return regex.parts.some(hasRepetition);
  return regex.kind === 'choice' ? regex.options.some(hasRepetition) : regex.kind === 'repeat';
}

import { choice, isOptional, regexText, repeat, sequence, type Regex } from './regex.ts';

/**
 * What can stand between two texts so that the whole is matched; null where nothing can. It takes the partial derivatives
 * of Antimirov, of which there are no more than the expression has characters: nothing is tried and taken back.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { parseRegex } from './parse-regex.ts';
 * import { between } from './quotient.ts';
 * import { regexText, type Regex } from './regex.ts';
 * const regex = parseRegex('pif_eth[0-9]+_[rt]x') as Regex;
 * assert.equal(regexText(between(regex, 'pif_', '_rx') as Regex), 'eth[0-9]+');
 * assert.equal(between(regex, 'vif_', '_rx'), null);
 */
export function between(regex: Regex, before: string, after: string): Regex | null {
  const rest = afterText([regex], before).map(reversed);
  const found = afterText(rest, Array.from(after).toReversed().join('')).map(reversed);
  return found.length === 0 ? null : choice(found);
}

/** Whether all of a text is matched. */
export function isMatch(regex: Regex, text: string): boolean {
  return afterText([regex], text).some(isOptional);
}

/** What matches no text with a character; null where that is nothing. */
export function without(regex: Regex, character: string): Regex | null {
  switch (regex.kind) {
    case 'class':
      return !regex.isNot && regex.ranges.every(([from, to]) => from === character && to === character)
        ? null
        : regex;
    case 'sequence': {
      const parts = regex.parts.map((part) => without(part, character));
      return parts.every((part) => part !== null) ? sequence(...parts) : null;
    }
    case 'choice': {
      const options = regex.options.flatMap((option) => without(option, character) ?? []);
      return options.length === 0 ? null : choice(options);
    }
    case 'repeat':
    default: {
      const of = without(regex.of, character);
      if (of) return repeat(of, regex.min, regex.max);
      return regex.min === 0 ? sequence() : null;
    }
  }
}

function afterText(regexes: readonly Regex[], text: string): Regex[] {
  let found = [...regexes];
  for (const character of text) {
    const next = found.flatMap((regex) => afterCharacter(regex, character));
    found = [...new Map(next.map((one) => [regexText(one), one])).values()];
  }
  return found;
}

/** What can follow a character, each way of matching it on its own. */
function afterCharacter(regex: Regex, character: string): Regex[] {
  switch (regex.kind) {
    case 'class': {
      const isIn = regex.ranges.some(([from, to]) => from <= character && character <= to);
      return isIn === regex.isNot ? [] : [sequence()];
    }
    case 'sequence': {
      const [first, ...rest] = regex.parts;
      if (!first) return [];
      const found = afterCharacter(first, character).map((one) => sequence(one, ...rest));
      return isOptional(first) ? [...found, ...afterCharacter(sequence(...rest), character)] : found;
    }
    case 'choice':
      return regex.options.flatMap((option) => afterCharacter(option, character));
    case 'repeat':
    default: {
      const rest = repeat(regex.of, Math.max(0, regex.min - 1), regex.max - 1);
      return afterCharacter(regex.of, character).map((one) => sequence(one, rest));
    }
  }
}

function reversed(regex: Regex): Regex {
  switch (regex.kind) {
    case 'class':
      return regex;
    case 'sequence':
      return sequence(...regex.parts.map(reversed).toReversed());
    case 'choice':
      return choice(regex.options.map(reversed));
    case 'repeat':
    default:
      return repeat(reversed(regex.of), regex.min, regex.max);
  }
}

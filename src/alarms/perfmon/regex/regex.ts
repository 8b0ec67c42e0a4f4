/** A regular expression without references and looking around: the names that it matches are a regular language. */
export type Regex =
  | { readonly kind: 'class'; readonly isNot: boolean; readonly ranges: readonly Range[] }
  | { readonly kind: 'sequence'; readonly parts: readonly Regex[] }
  | { readonly kind: 'choice'; readonly options: readonly Regex[] }
  | { readonly kind: 'repeat'; readonly of: Regex; readonly min: number; readonly max: number };

/** Characters from the first to the second. */
export type Range = readonly [from: string, to: string];

/** What matches the empty text alone. */
export const empty: Regex = { kind: 'sequence', parts: [] };

export function sequence(...parts: readonly Regex[]): Regex {
  const flat = parts.flatMap((part) => (part.kind === 'sequence' ? part.parts : [part]));
  return flat.length === 1 ? (flat[0] as Regex) : { kind: 'sequence', parts: flat };
}

/** The choice of several, each once. */
export function choice(options: readonly Regex[]): Regex {
  const once = [...new Map(options.map((option) => [regexText(option), option])).values()];
  return once.length === 1 ? (once[0] as Regex) : { kind: 'choice', options: once };
}

export function repeat(of: Regex, min: number, max: number): Regex {
  return max === 0 ? empty : { kind: 'repeat', of, min, max };
}

/** Whether the empty text is matched. */
export function isOptional(regex: Regex): boolean {
  switch (regex.kind) {
    case 'class':
      return false;
    case 'sequence':
      return regex.parts.every(isOptional);
    case 'choice':
      return regex.options.some(isOptional);
    case 'repeat':
    default:
      return regex.min === 0 || isOptional(regex.of);
  }
}

/** Characters that it has where what is repeated a number of times is written as often. */
export function sizeOf(regex: Regex): number {
  switch (regex.kind) {
    case 'class':
      return 1;
    case 'sequence':
      return regex.parts.reduce((sum, part) => sum + sizeOf(part), 0);
    case 'choice':
      return regex.options.reduce((sum, option) => sum + sizeOf(option), 0);
    case 'repeat':
    default:
      return sizeOf(regex.of) * (regex.max === Infinity ? Math.max(1, regex.min) : regex.max);
  }
}

/** As it is written for JavaScript with the flag `u`, and for Python. */
export function regexText(regex: Regex): string {
  switch (regex.kind) {
    case 'class':
      return classText(regex.isNot, regex.ranges);
    case 'sequence':
      return regex.parts.map((part) => (part.kind === 'choice' ? grouped(part) : regexText(part))).join('');
    case 'choice':
      return regex.options.map(regexText).join('|');
    case 'repeat':
    default:
      return `${regex.of.kind === 'class' ? regexText(regex.of) : grouped(regex.of)}${timesText(regex)}`;
  }
}

function grouped(regex: Regex): string {
  return `(${regexText(regex)})`;
}

function timesText({ min, max }: { readonly min: number; readonly max: number }): string {
  if (max === Infinity && min < 2) return min === 0 ? '*' : '+';
  if (min === 0 && max === 1) return '?';
  if (min === max) return min === 1 ? '' : `{${min}}`;
  return `{${min},${max === Infinity ? '' : max}}`;
}

function classText(isNot: boolean, ranges: readonly Range[]): string {
  const [first] = ranges;
  if (!first) return isNot ? '.' : '[]';
  if (!isNot && ranges.length === 1 && first[0] === first[1])
    return first[0].replace(/[\^$\\.*+?()[\]{}|/]/, String.raw`\$&`);
  const inside = (character: string): string => character.replace(/[\\\]^-]/, String.raw`\$&`);
  const text = ranges.map(([from, to]) => (from === to ? inside(from) : `${inside(from)}-${inside(to)}`));
  return `[${isNot ? '^' : ''}${text.join('')}]`;
}

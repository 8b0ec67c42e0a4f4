import { regexText, repeat, sequence, type Regex } from './regex/regex.ts';

/** The expression with one option of one choice in it, for each: what names no data source that is known shows there. */
export function* branches(regex: Regex): Generator<{ readonly option: string; readonly regex: Regex }, void> {
  switch (regex.kind) {
    case 'choice':
      for (const option of regex.options) {
        yield { option: regexText(option), regex: option };
        yield* branches(option);
      }
      return;
    case 'sequence':
      for (const [i, part] of regex.parts.entries())
        for (const branch of branches(part))
          yield { ...branch, regex: sequence(...regex.parts.with(i, branch.regex)) };
      return;
    case 'repeat':
      for (const branch of branches(regex.of))
        yield { ...branch, regex: repeat(branch.regex, regex.min, regex.max) };
      return;
    case 'class':
    default:
  }
}

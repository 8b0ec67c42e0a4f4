/** Where the value of a field stands in a text of YAML or JSON; null where the field does not. */
export function valuePlace(text: string, field: string): { start: number; end: number } | null {
  const name = field.replaceAll('.', '\\.');
  const found = new RegExp(`^([ \\t{]*"?${name}"?[ \\t]*:[ \\t]*)(.*?)[ \\t]*,?$`, 'm').exec(text);
  if (!found) return null;
  const start = found.index + (found[1]?.length ?? 0);
  return { start, end: start + (found[2]?.length ?? 0) };
}

/** A text of YAML or JSON with a field of that value in a line of its own. */
export function withField(text: string, field: string, value: string): string {
  const place = valuePlace(text, field);
  if (place) return text.slice(0, place.start) + value + text.slice(place.end);
  if (/^\s*\{/.test(text)) return text.replace('{', `{\n  ${JSON.stringify(field)}: ${value},`);
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${field}: ${value}\n`;
}

/** Where a line and a column are, both from 1, as an index of the text. */
export function indexAt(text: string, line: number, column: number): number {
  const before = text.split('\n').slice(0, line - 1);
  return Math.min(text.length, before.reduce((sum, { length }) => sum + length + 1, 0) + column - 1);
}

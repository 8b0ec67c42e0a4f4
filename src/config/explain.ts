import { stringify } from 'yaml';
import type { Config } from './config.ts';
import { isSection, schema, type FieldSchema, type Section } from './schema.ts';

/** The configuration in effect as a file that could be used: with what each key means and where its value came from. */
export function explain({ settings }: Config): string {
  return [...section(schema, '', '', settings)].join('\n');
}

function* section(
  of: Section,
  prefix: string,
  indent: string,
  settings: Config['settings'],
): Generator<string> {
  for (const [name, child] of Object.entries(of.properties)) {
    const path = `${prefix}${name}`;
    if (isSection(child)) {
      yield `${indent}${name}:`;
      yield* section(child, `${path}.`, `${indent}  `, settings);
    } else {
      const { description, title } = child as FieldSchema;
      for (const line of fold(`${description} It may be ${title}.`, 96 - indent.length)) {
        yield `${indent}# ${line}`;
      }
      const setting = settings[path];
      yield `${indent}${name}: ${stringify(setting?.value, { lineWidth: 0 }).trimEnd()}  # ${setting?.origin}`;
    }
    if (indent === '') yield '';
  }
}

/** Breaks text into lines of at most `width` characters, between words. */
function fold(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

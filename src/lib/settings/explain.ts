import { stringify } from 'yaml';
import type { Given, GivenSection } from './given.ts';
import type { Described, Kind, Section } from './kind.ts';

/** A complete configuration as a file that could be used: with what each key means and where its value came from. */
export function explainSettings(root: Section<unknown>, given: GivenSection): string {
  return [...section(root, given, '', true)].join('\n');
}

/** @param isDescribed whether it says what each key means: for the elements of a list it is said once, above them. */
function* section(
  { keys }: Section<unknown>,
  given: GivenSection,
  indent: string,
  isDescribed: boolean,
): Generator<string> {
  for (const [name, kind] of Object.entries(keys)) {
    if (isDescribed && kind.kind !== 'section') yield* comment(description(kind), indent);
    if (isDescribed && (kind.kind === 'list' || kind.kind === 'map'))
      yield* elementKeys(kind.of, `${indent}# `);
    yield* entry(name, kind, given.keys.get(name) as Given, indent, isDescribed);
    if (isDescribed && indent === '') yield '';
  }
}

/** One key with its value, which may be many lines. */
function* entry(
  name: string,
  kind: Kind,
  given: Given,
  indent: string,
  isDescribed: boolean,
): Generator<string> {
  const key = `${indent}${stringify(name, { lineWidth: 0 }).trimEnd()}:`;
  const inside = `${indent}  `;
  if (kind.kind === 'field' && given.kind === 'field') {
    yield `${key} ${stringify(given.value, { lineWidth: 0 }).trimEnd()}  # ${given.origin}`;
  } else if (kind.kind === 'section' && given.kind === 'section') {
    yield key;
    yield* section(kind, given, inside, isDescribed);
  } else if (kind.kind === 'list' && given.kind === 'list') {
    yield given.items.length === 0 ? `${key} []  # ${given.origin}` : `${key}  # ${given.origin}`;
    for (const item of given.items) yield* listElement(kind.of, item, inside);
  } else if (kind.kind === 'map' && given.kind === 'map') {
    yield given.keys.size === 0 ? `${key} {}  # ${given.origin}` : `${key}  # ${given.origin}`;
    for (const [each, item] of given.keys) yield* entry(each, kind.of, item, inside, false);
  }
}

/** An element of a list: as an entry is written, with `- ` in the place of its key. */
function* listElement(kind: Kind, given: Given, indent: string): Generator<string> {
  const marker = `${indent}- `;
  if (kind.kind === 'section' && given.kind === 'section') {
    let isFirst = true;
    for (const line of section(kind, given, `${indent}  `, false)) {
      yield isFirst ? marker + line.slice(marker.length) : line;
      isFirst = false;
    }
    return;
  }
  const [first = '', ...more] = entry('-', kind, given, indent, false);
  yield first.replace(/^( *)"-":/, '$1-');
  yield* more;
}

/** What the keys of an element mean. */
function* elementKeys(kind: Kind, indent: string): Generator<string> {
  if (kind.kind !== 'section') return;
  for (const [name, child] of Object.entries(kind.keys)) {
    if (child.kind === 'section') {
      yield `${indent}  ${name}:`;
      yield* elementKeys(child, `${indent}  `);
      continue;
    }
    const shown = child.kind === 'field' && child.default !== undefined ? ` Default: ${child.default}.` : '';
    for (const line of fold(`${name}: ${description(child)}${shown}`, 92 - indent.length))
      yield `${indent}  ${line}`;
    if (child.kind !== 'field') yield* elementKeys(child.of, `${indent}  `);
  }
}

function description({ description: text, title }: Described): string {
  return `${text} It may be ${title}.`;
}

function* comment(text: string, indent: string): Generator<string> {
  for (const line of fold(text, 96 - indent.length)) yield `${indent}# ${line}`;
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

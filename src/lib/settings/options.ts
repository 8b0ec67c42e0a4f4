import { merge } from './merge.ts';
import type { Given, GivenSection, Layer, Setting } from './given.ts';
import type { Section } from './kind.ts';
import { refusalOf } from './refusal.ts';
import { kindAt } from './unknown-key.ts';

/** What options of the command line set, by dotted key; the origin of each is the option's name. */
export function layerOf(options: Readonly<Record<string, Setting>>, root: Section<unknown>): Layer {
  let given: GivenSection | null = null;
  const problems: { at: string; message: string }[] = [];
  for (const [path, setting] of Object.entries(options)) {
    const field = kindAt(root, path);
    if (field?.kind !== 'field') throw new Error(`Cannot set "${path}": it is no key with a value`);
    const message = refusalOf(path, field, setting.value);
    if (message) problems.push({ at: setting.origin, message });
    else given = merge(given, nest(path.split('.'), setting));
  }
  return { given, problems };
}

function nest([name = '', ...rest]: readonly string[], setting: Setting): GivenSection {
  const inner: Given = rest.length === 0 ? { kind: 'field', ...setting } : nest(rest, setting);
  return { kind: 'section', keys: new Map([[name, inner]]), origin: setting.origin };
}

import type { Described, Kind, Scalar, Section } from './kind.ts';

/** A key as its documentation shows it. */
interface DocumentedKey extends Described {
  /** `libvirt.uri`, `sources[].uri`, `receivers.NAME.url`. */
  readonly path: string;
  /** Null where it must be given. */
  readonly default: Scalar | null;
}

/** Every key that has a value, a list or a map, each before those of its elements. */
export function documentedKeys(kind: Kind, path = ''): DocumentedKey[] {
  if (kind.kind === 'section') {
    return Object.entries(kind.keys).flatMap(([name, child]) =>
      documentedKeys(child, path === '' ? name : `${path}.${name}`),
    );
  }
  const { title, description } = kind;
  if (kind.kind === 'field') return [{ path, title, description, default: kind.default ?? null }];
  const [empty, element] = kind.kind === 'list' ? ['[]', `${path}[]`] : ['{}', `${path}.NAME`];
  return [{ path, title, description, default: empty }, ...documentedKeys(kind.of, element)];
}

/** A table of all keys, and below it a section for each, in Markdown. */
export function renderKeys(root: Section<unknown>): string {
  const keys = documentedKeys(root);
  return `| key | is | default |
|---|---|---|
${keys.map(row).join('\n')}

${keys.map(({ path, description }) => `## ${path}\n\n${description}`).join('\n\n')}
`;
}

function row({ path, title, default: value }: DocumentedKey): string {
  return `| [\`${path}\`](#${anchor(path)}) | ${title} | ${value === null ? 'must be given' : `\`${value}\``} |`;
}

/** As GitHub makes it from a heading. */
function anchor(path: string): string {
  return path.toLowerCase().replaceAll(/[^\w-]/g, '');
}

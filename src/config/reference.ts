import { fields, type FieldSchema } from './schema.ts';

/** docs/reference/config.md, made from the schema. */
export function renderConfigReference(): string {
  return `# Configuration file

<!-- Made from src/config/schema.ts: node src/config/reference.ts > docs/reference/config.md -->

virtscope needs no configuration file. Where there is one it is YAML:

1. the file named with \`--config FILE\`, and no other;
2. else \`/etc/virtscope/virtscope.yaml\`, then \`/etc/virtscope/conf.d/*.yaml\` in the order of their names, each if it exists; a later file wins, key by key;
3. options of the command line win over files.

An unknown key, a wrong type or a value out of range is an error: \`virtscope config check\` prints each with file, line and column, \`virtscope config explain\` prints the configuration in effect and where each value came from.
Durations are a number and a unit: \`500ms\`, \`5s\`, \`2m\`, \`1h\`. A dotted name is a key within sections:

\`\`\`yaml
libvirt:
  guestAgent:
    every: 2m
\`\`\`

| key | is | default |
|---|---|---|
${[...fields].map(row).join('\n')}

${[...fields].map(paragraph).join('\n\n')}
`;
}

function row([key, { title, default: value }]: [string, FieldSchema]): string {
  return `| [\`${key}\`](#${anchor(key)}) | ${title} | \`${value}\` |`;
}

function paragraph([key, { description }]: [string, FieldSchema]): string {
  return `## ${key}\n\n${description}`;
}

/** As GitHub makes it from a heading. */
function anchor(key: string): string {
  return key.toLowerCase().replaceAll('.', '');
}

if (import.meta.main) process.stdout.write(renderConfigReference());

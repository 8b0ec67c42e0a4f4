import { renderKeys } from '../lib/settings/mod.ts';
import { root } from './sections.ts';

/** docs/reference/config.md, made from the schema. */
export function renderConfigReference(): string {
  return `# Configuration file

<!-- Made from the sections in src/config/sections.ts: node src/config/reference.ts > docs/reference/config.md -->

virtscope needs no configuration file. Where there is one it is YAML:

1. the file named with \`--config FILE\`, and no other;
2. else \`/etc/virtscope/virtscope.yaml\`, then \`/etc/virtscope/conf.d/*.yaml\` in the order of their names, each if it exists; a later file wins, key by key: elements that have names are keys too, a list is replaced as a whole;
3. options of the command line win over files.

An unknown key, a wrong type or a value out of range is an error: \`virtscope config check\` prints each with file, line and column, \`virtscope config explain\` prints the configuration in effect and where each value came from.
Durations are a number and a unit: \`500ms\`, \`5s\`, \`2m\`, \`1h\`. A dotted name is a key within sections:

\`\`\`yaml
libvirt:
  guestAgent:
    every: 2m
\`\`\`

${renderKeys(root)}`;
}

if (import.meta.main) process.stdout.write(renderConfigReference());

import type { Command, Option } from 'commander';
import { createProgram } from './program.ts';
import { columnNames } from './top/columns.ts';
import { keyHelp } from './top/view.ts';

/** docs/reference/cli.md, made from the commands themselves. */
export function renderCliReference(program: Command): string {
  const about = (name: string): string => section(program.commands.find((one) => one.name() === name));
  return `# Command line

<!-- Made from src/cli: node src/cli/reference.ts > docs/reference/cli.md -->

Every command exits with 0, or with 1 and what is wrong in lines that begin with \`error: \` on standard error; \`check\` as a Nagios plugin.
What comes from outside (names of VMs, messages of a server) reaches a terminal without control characters.

${about('serve')}
${about('hosts')}
What the steps of a test mean and what mends each failure: [Remote hosts](../guide/remote-hosts.md).

${about('reload')}
${about('top')}
Keys:

| key | does |
|---|---|
${keyHelp.map(([keys, does]) => row(`\`${keys}\``, does)).join('\n')}

\`--sort\` takes ${columnNames.map((name) => `\`${name}\``).join(', ')}; \`disk\` and \`net\` are both directions together. What is unknown is \`-\` and sorts last.
What is stuck, failed, busy or unknown comes first whatever the order; why, and why a VM is paused, is in the last column or below the row.
\`--select\` and \`/\` take a [selector](selectors.md); a plain word is of names alone.
\`NO_COLOR\` keeps colours off. Memory is in powers of 1024, disk traffic in bytes and network traffic in bits, in powers of 1000.
Age is how long ago a VM was last known to be as shown: since the last poll, or since its condition began.

${about('watch')}
A line is the time it ended (UTC), \`out\` or \`in\`, protocol, the other side, latency, bytes sent and received, outcome and method.
A connection that is lost is made again, and goes on behind the last message; a line says how many are missing.

${about('alarms')}
${about('check')}
Its line, its values and its exit codes: [Alarms](../guide/alarms.md#nagios).

${about('domstats')}
How it compares with virsh: [Switching from virsh domstats](../guide/domstats.md).

${about('token')}
What a role may do, and where a token is kept: [Access](../guide/access.md).

${about('backup')}
${about('restore')}
What is in a copy, and when to make one: [History](../guide/history.md).

${about('config')}`;
}

function section(command: Command | undefined, parent = 'virtscope'): string {
  if (!command) throw new Error('Cannot describe command: there is none of that name');
  const path = `${parent} ${command.name()}`;
  const lines = [`## ${path}`, '', `\`${path} ${command.usage()}\``, '', sentence(command.description()), ''];
  const rows = [
    ...command.registeredArguments.map((one) => row(`\`${one.name()}\``, one.description)),
    ...command.options
      .filter(({ hidden }) => !hidden)
      .map((option) => row(`\`${option.flags}\``, describe(option))),
  ];
  if (rows.length > 0) lines.push('| option | |', '|---|---|', ...rows, '');
  return [...lines, ...command.commands.map((child) => section(child, path))].join('\n');
}

function describe({ description, defaultValue, argChoices, negate }: Option): string {
  const isShown = !negate && defaultValue !== undefined && defaultValue !== false && defaultValue !== '';
  const shown = isShown ? `; default \`${String(defaultValue)}\`` : '';
  return argChoices ? `${description}: a column${shown}` : `${description}${shown}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
}

if (import.meta.main) {
  process.stdout.write(renderCliReference(createProgram({ serve: async () => {}, version: '' })));
}

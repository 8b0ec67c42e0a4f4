import { Option, type Command } from 'commander';

/** Which server a command asks, and how it knows the other. */
export interface ServerOptions {
  readonly server: string;
  readonly tokenFile?: string;
  readonly ca?: string;
}

/** Adds the options of every command that asks a server. */
export function withServer(command: Command): Command {
  return command
    .option('--server <url>', 'the virtscope server to ask', 'http://127.0.0.1:8478')
    .addOption(tokenFile)
    .addOption(ca);
}

/** Variables that name the file of an option: never its contents, which other processes could read there. */
export const fileVariables = { tokenFile: 'VIRTSCOPE_TOKEN_FILE', ca: 'VIRTSCOPE_CA' } as const;

const tokenFile = new Option(
  '--token-file <file>',
  `file with the token that the server asks for; without it the file that ${fileVariables.tokenFile} names`,
);
const ca = new Option(
  '--ca <file>',
  `certificates (PEM) to trust besides those of the system; without it the file that ${fileVariables.ca} names`,
);

import { writeFile } from 'node:fs/promises';

/** Writes a program that takes the place of ssh and connects with a socket of this machine; returns its path. */
export async function relayTo(socket: string, folder: string): Promise<string> {
  const program = `#!${process.execPath}
const socket = require('node:net').connect(${JSON.stringify(socket)});
process.stdin.pipe(socket).pipe(process.stdout);
`;
  const path = `${folder}/ssh`;
  await writeFile(path, program, { mode: 0o755 });
  return path;
}

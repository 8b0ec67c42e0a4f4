/** Commands that read these addresses of this server, one a line; they are JSON, as `curl` is answered without asking for another type. */
export function curlOf(origin: string, paths: readonly string[]): string {
  return paths.map((path) => `curl ${shellQuoted(origin + path)}`).join('\n');
}

/** One word for a POSIX shell, whatever is in it. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

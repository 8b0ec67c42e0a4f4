import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type, type Static } from 'typebox';
import { Check } from 'typebox/value';
import { describeSystemError } from '../../lib/system-error.ts';
import { parseJson } from '../../lib/text/parse-json.ts';
import { writeFileAtomic } from '../../lib/write-file-atomic.ts';
import type { Connection } from '../../model/connection.ts';
import { InputError } from '../../model/error.ts';

const FILE = 'sources.json';

const File = Type.Object({
  virtscope: Type.Literal('sources'),
  version: Type.Literal(1),
  sources: Type.Array(
    Type.Object({ id: Type.String(), kind: Type.String(), uri: Type.String(), intervalMs: Type.Integer() }),
    { maxItems: 1000 },
  ),
});

/** The connections that were added while the program ran, in a file of the state directory. */
export class AddedConnections {
  readonly #path: string;

  constructor(stateDir: string) {
    this.#path = join(stateDir, FILE);
  }

  /**
   * None where there is no file.
   *
   * @throws {InputError} CONFIG_INVALID for a file that cannot be read: to go on without it would forget hosts.
   */
  load(): Connection[] {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw this.#refused('read', describeSystemError(error), error);
    }
    const file = parseJson(text);
    if (!Check(File, file)) throw this.#refused('read', 'it is not a list of sources of this version');
    return file.sources.map(({ id, kind, uri, intervalMs }) => {
      return { id, kind, uri, intervalMs, guestAgent: false, origin: 'added', at: null };
    });
  }

  /** @throws {InputError} CONFIG_INVALID where the disk does not take it. */
  save(connections: readonly Connection[]): void {
    const sources = connections.map(({ id, kind, uri, intervalMs }) => ({ id, kind, uri, intervalMs }));
    const file: Static<typeof File> = { virtscope: 'sources', version: 1, sources };
    try {
      writeFileAtomic(this.#path, `${JSON.stringify(file, null, 2)}\n`);
    } catch (error) {
      throw this.#refused('write', describeSystemError(error), error);
    }
  }

  #refused(verb: string, state: string, cause?: unknown): InputError {
    return new InputError('CONFIG_INVALID', `Cannot ${verb} sources ${this.#path}: ${state}`, { cause });
  }
}

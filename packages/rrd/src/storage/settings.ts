import { crc32 } from 'node:zlib';
import { CONSOLIDATIONS, type Consolidation } from '../archive.ts';
import { DefinitionError, FormatError } from '../error.ts';
import type { Files } from './disk/files.ts';
import { isIdentity, type Identity } from './identity.ts';
import { writeFileAtomic } from './disk/write-file-atomic.ts';
import type { ArchiveLength } from './types.ts';

/** What a directory is of. */
export interface Settings {
  readonly stepMs: number;
  readonly lengths: readonly ArchiveLength[];
  /** Lengths that get no more rows and are readable until they have run out. */
  readonly former: readonly ArchiveLength[];
  readonly identity: Identity;
}

/** Settings as they are in a file: those of version 1 have no identity. */
export type StoredSettings = Omit<Settings, 'identity'> & { readonly identity: Identity | null };

const FORMAT = 'virtscope-rrd';
const VERSION = 2;

/**
 * What a directory is of, null when it is none yet.
 *
 * @throws {FormatError} FORMAT_NEWER, FORMAT_INVALID
 */
export async function readSettings(files: Files, path: string): Promise<StoredSettings | null> {
  const bytes = await files.read(path);
  if (!bytes) return null;
  const fail = (state: string): never => {
    throw new FormatError('FORMAT_INVALID', path, state);
  };
  let parsed: Record<string, unknown> = {};
  try {
    parsed = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  } catch {
    fail('it is no JSON');
  }
  if (typeof parsed !== 'object' || parsed === null) fail('it is no object');
  const { format, version, stepMs, lengths, former } = parsed;
  if (format !== FORMAT) fail('it is of another program');
  if (typeof version === 'number' && version > VERSION) {
    throw new FormatError('FORMAT_NEWER', path, `its version ${version} is later than ${VERSION}`);
  }
  const { crc, ...content } = parsed;
  // Those of the first versions have none.
  if ((crc !== undefined || version !== 1) && crc !== checksum(content)) fail('its checksum is wrong');
  if ((version !== 1 && version !== VERSION) || !Number.isSafeInteger(stepMs))
    fail('its version or step is none');
  const settings = {
    stepMs: stepMs as number,
    lengths: lengthsOf(lengths, fail),
    former: lengthsOf(former, fail),
    identity: version === 1 ? null : identityOf(parsed, fail),
  };
  try {
    checkLengths(settings.stepMs, settings.lengths);
  } catch (error) {
    fail((error as Error).message);
  }
  return settings;
}

/** Makes them what the directory is of, all at once. */
export function writeSettings(files: Files, path: string, settings: Settings): Promise<void> {
  const { stepMs, lengths, former, identity } = settings;
  const plain = ({ rowMs, rows, cfs, xff }: ArchiveLength): ArchiveLength => ({ rowMs, rows, cfs, xff });
  const written = {
    format: FORMAT,
    version: VERSION,
    stepMs,
    lengths: lengths.map(plain),
    former: former.map(plain),
    identity: identity.id,
    adopted: identity.adopted && [...identity.adopted],
  };
  const text = JSON.stringify({ ...written, crc: checksum(written) }, null, 2);
  return writeFileAtomic(files, path, new TextEncoder().encode(`${text}\n`));
}

/** Of the JSON without white space. */
function checksum(content: unknown): number {
  return crc32(JSON.stringify(content));
}

/** Whether both have the same step and rows; former ones do not matter. */
export function sameSettings(a: StoredSettings, b: StoredSettings): boolean {
  const key = ({ stepMs, lengths }: StoredSettings): string =>
    JSON.stringify([stepMs, lengths.map(({ rowMs, rows, cfs, xff }) => [rowMs, rows, cfs, xff])]);
  return key(a) === key(b);
}

/** @throws {DefinitionError} when the lengths do not have exactly one as long as a step, or one twice. */
export function checkLengths(stepMs: number, lengths: readonly ArchiveLength[]): void {
  const fail = (state: string): never => {
    throw new DefinitionError('ARCHIVE_INVALID', 'archives', state);
  };
  const sizes = lengths.map(({ rowMs }) => rowMs);
  if (new Set(sizes).size !== sizes.length) fail('a row length is there twice');
  if (!sizes.includes(stepMs)) fail(`no rows are as long as the step of ${stepMs} ms`);
  for (const { rowMs, rows, cfs } of lengths) {
    if (!Number.isSafeInteger(rows) || rows < 1) fail(`${rows} rows of ${rowMs} ms cannot be kept`);
    if (rowMs === stepMs && cfs.join() !== 'AVERAGE') fail('the finest rows have AVERAGE only');
  }
}

function identityOf(
  { identity, adopted }: Record<string, unknown>,
  fail: (state: string) => never,
): Identity {
  if (!isIdentity(identity)) return fail('its identity is none');
  if (adopted === null) return { id: identity, adopted };
  if (!Array.isArray(adopted) || !adopted.every(Number.isSafeInteger))
    return fail('its adopted blocks are none');
  return { id: identity, adopted: new Set(adopted as number[]) };
}

function lengthsOf(value: unknown, fail: (state: string) => never): ArchiveLength[] {
  if (!Array.isArray(value)) return fail('its lengths are none');
  return value.map((each: Partial<Record<keyof ArchiveLength, unknown>> | null) => {
    const { rowMs, rows, cfs, xff } = each ?? {};
    const known = (cf: unknown): boolean => CONSOLIDATIONS.includes(cf as Consolidation);
    const numbers = [rowMs, rows, xff].every((number) => typeof number === 'number');
    if (!numbers || !Array.isArray(cfs) || !cfs.every(known)) fail('a length is none');
    return each as ArchiveLength;
  });
}

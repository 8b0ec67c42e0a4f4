import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { FormatError } from '../error.ts';
import { crcOfFormer } from './block/block-index.ts';
import type { Files } from './disk/files.ts';
import { FRAME } from './segment/frame.ts';
import { newIdentity, readIdentity, type Identity } from './identity.ts';
import { NAMES, parseName } from './names.ts';
import { segmentHeadFrame, readSegmentHead } from './segment/segment.ts';
import { writeFileAtomic } from './disk/write-file-atomic.ts';
import { identityFrame } from './series/series-frames.ts';
import { writeSettings, type Settings, type StoredSettings } from './settings.ts';
import { inTurns } from '../steps.ts';
import { decodeCheckpoint, encodeCheckpoint, savedState, type Checkpoint } from './recovery/checkpoint.ts';

/**
 * The identity of a directory, which must be locked. One of version 1, or without settings, gets one: its files are
 * written anew with it, but for blocks, which are many and never change; the settings have their checksums instead. What
 * a crash interrupts goes on when the directory is opened again.
 *
 * @throws {FormatError} FORMAT_INVALID when the settings are those of another database; nothing is changed then.
 */
export async function establishIdentity(
  files: Files,
  directory: string,
  before: StoredSettings | null,
  now: Omit<Settings, 'identity'>,
): Promise<Identity> {
  const settings = join(directory, NAMES.settings);
  const found = await identitiesIn(files, directory);
  const known = before?.identity ?? null;
  if (known && found.series !== null && found.series === found.state && found.series !== known.id) {
    throw new FormatError('FORMAT_INVALID', settings, 'series.log and state belong to another database');
  }
  if (known?.adopted) return known;
  const id = known?.id ?? found.series ?? found.state ?? newIdentity().id;
  const archives = (await files.list(directory)).filter((name) => /^\d+$/.test(name));
  if (!before && archives.length === 0) return { id, adopted: new Set() };
  await writeSettings(files, settings, { ...(before ?? now), identity: { id, adopted: null } });
  await upgradeSeries(files, join(directory, NAMES.series), id);
  await upgradeCheckpoint(files, join(directory, NAMES.state), id);
  const adopted = new Set<number>();
  for (const name of archives) await upgradeArchive(files, join(directory, name), id, adopted);
  const identity = { id, adopted };
  await writeSettings(files, settings, { ...(before ?? now), identity });
  return identity;
}

async function identitiesIn(
  files: Files,
  directory: string,
): Promise<{ series: string | null; state: string | null }> {
  const series = firstFrame(await files.read(join(directory, NAMES.series)));
  const state = await readCheckpoint(files, join(directory, NAMES.state));
  return {
    series: series?.type === FRAME.IDENTITY ? readIdentity(series.payload, 0) : null,
    state: state?.identity ?? null,
  };
}

async function upgradeSeries(files: Files, path: string, id: string): Promise<void> {
  const bytes = await files.read(path);
  if (!bytes || bytes.length === 0 || firstFrame(bytes)?.type === FRAME.IDENTITY) return;
  await writeFileAtomic(files, path, Buffer.concat([identityFrame(id), bytes]));
}

async function upgradeCheckpoint(files: Files, path: string, id: string): Promise<void> {
  const checkpoint = await readCheckpoint(files, path);
  if (checkpoint?.identity !== null) return;
  const consolidator = savedState(checkpoint.consolidator);
  const bytes = await inTurns(encodeCheckpoint({ ...checkpoint, consolidator, identity: id }));
  await writeFileAtomic(files, path, bytes);
}

async function upgradeArchive(
  files: Files,
  archive: string,
  id: string,
  adopted: Set<number>,
): Promise<void> {
  for (const name of await files.list(archive)) {
    const path = join(archive, name);
    const kind = parseName(name)?.kind;
    if (kind === 'segment') {
      const bytes = (await files.read(path))!;
      const first = firstFrame(bytes);
      const head = first?.type === FRAME.OPEN ? readSegmentHead(first.payload) : null;
      if (head?.identity !== null) continue;
      const rest = bytes.subarray(first!.size);
      await writeFileAtomic(files, path, Buffer.concat([segmentHeadFrame({ ...head, identity: id }), rest]));
    } else if (kind === 'block') {
      await using file = await files.open(path, 'read');
      const crc = await crcOfFormer(file, path);
      if (crc !== null) adopted.add(crc);
    }
  }
}

/** Null where there is none that can be read. */
async function readCheckpoint(files: Files, path: string): Promise<Checkpoint | null> {
  const bytes = await files.read(path);
  try {
    return bytes && (await inTurns(decodeCheckpoint(bytes, path)));
  } catch {
    return null;
  }
}

/** The record that a file begins with, null where that is damaged. */
function firstFrame(bytes: Uint8Array | null): { type: number; payload: DataView; size: number } | null {
  if (!bytes || bytes.length < 9) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = 8 + view.getUint32(0, true);
  if (size < 9 || size > bytes.length || crc32(bytes.subarray(8, size)) !== view.getUint32(4, true))
    return null;
  const payload = new DataView(bytes.buffer, bytes.byteOffset + 9, size - 9);
  return { type: bytes[8]!, payload, size };
}

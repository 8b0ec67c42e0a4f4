import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decodeFrame, FrameSplitter, type Frame } from '../../../packages/libvirt/src/wire.ts';

const folder = fileURLToPath(new URL('../../fixtures/libvirt/', import.meta.url));

/** One recorded connection: the frames of each direction and what virsh printed from them. */
export interface Session {
  name: string;
  calls: { bytes: Uint8Array; frame: Frame }[];
  replies: { bytes: Uint8Array; frame: Frame }[];
  printed: string;
}

export function sessions(): Session[] {
  const names = readdirSync(`${folder}capture`).filter((name) => name.endsWith('.c2s.bin'));
  return names.map((file) => {
    const name = file.slice(0, -'.c2s.bin'.length);
    return {
      name,
      calls: frames(readFileSync(`${folder}capture/${name}.c2s.bin`)),
      replies: frames(readFileSync(`${folder}capture/${name}.s2c.bin`)),
      printed: readFileSync(`${folder}capture/${name}.out.txt`, 'utf8'),
    };
  });
}

export function vectors(): { name: string; request: Uint8Array; reply: Uint8Array }[] {
  const { frames: list } = JSON.parse(readFileSync(`${folder}vectors-test-driver-9.0.0.json`, 'utf8')) as {
    frames: { name: string; request: string; reply: string }[];
  };
  return list.map(({ name, request, reply }) => ({
    name,
    request: Buffer.from(request, 'hex'),
    reply: Buffer.from(reply, 'hex'),
  }));
}

function frames(stream: Uint8Array): Session['calls'] {
  const found: Session['calls'] = [];
  const splitter = new FrameSplitter();
  splitter.push(stream, (bytes) => found.push({ bytes, frame: decodeFrame(bytes) }));
  if (splitter.pendingBytes > 0) throw new Error('Cannot use recording: it ends within a frame');
  return found;
}

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as fc from 'fast-check';
import { nodeFiles } from '../disk/files.ts';
import { FRAME, makeFrame } from './frame.ts';
import { readFrames, type FramesEnd } from './read-frames.ts';

let directory: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rrd-frames-'));
});
after(() => rm(directory, { recursive: true }));

const frameOf = (text: string): Uint8Array => {
  const bytes = new TextEncoder().encode(text);
  return makeFrame(FRAME.ADD, bytes.length, (payload) => {
    bytes.forEach((byte, i) => payload.setUint8(i, byte));
  });
};

async function read(bytes: Uint8Array): Promise<[string[], FramesEnd]> {
  const path = join(directory, 'f');
  await writeFile(path, bytes);
  const file = await nodeFiles.open(path, 'read');
  const texts: string[] = [];
  try {
    const end = await readFrames(file, ({ payload }) => {
      texts.push(new TextDecoder().decode(payload));
    });
    return [texts, end];
  } finally {
    await file.close();
  }
}

describe('readFrames', () => {
  it('gives every record of a whole file', async () => {
    const bytes = Buffer.concat([frameOf('a'), frameOf(''), frameOf('ccc')]);
    assert.deepEqual(await read(bytes), [
      ['a', '', 'ccc'],
      { offset: bytes.length, torn: null, more: false },
    ]);
  });

  it('stops before the record that is cut off anywhere', async () => {
    const whole = frameOf('first');
    const last = frameOf('last');
    for (let kept = 1; kept < last.length; kept += 1) {
      const [texts, end] = await read(Buffer.concat([whole, last.subarray(0, kept)]));
      assert.deepEqual([texts, end.offset], [['first'], whole.length]);
      assert.equal(end.torn, 'the last record is cut off');
    }
  });

  it('never gives a record of which a bit was turned', async () => {
    const frames = ['one', 'two', 'three'].map(frameOf);
    const bytes = Buffer.concat(frames);
    const bit = fc.integer({ min: 0, max: bytes.length * 8 - 1 });
    await fc.assert(
      fc.asyncProperty(bit, async (at) => {
        const damaged = Uint8Array.from(bytes);
        damaged[at >> 3]! ^= 1 << (at & 7);
        const [texts, end] = await read(damaged);
        assert.ok(end.torn);
        assert.ok(end.offset <= at >> 3);
        assert.deepEqual(texts, ['one', 'two', 'three'].slice(0, texts.length));
      }),
    );
  });
});

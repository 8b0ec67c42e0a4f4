import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { FormatError } from '../../error.ts';
import { atOnce } from '../../steps.ts';
import { readBlockIndex } from './block-index.ts';
import { unknownCells, type Cells } from '../cells.ts';
import { nodeFiles } from '../disk/files.ts';
import { newIdentity } from '../identity.ts';
import { Segment } from '../segment/segment.ts';
import { readBlock } from './read-block.ts';
import { readSegmentRows } from '../segment/read-segment.ts';
import { RowRecord } from '../segment/row-record.ts';
import { writeBlock } from './write-block.ts';

const CFS = ['AVERAGE', 'MAX'] as const;
const WIDTH = 150;
const IDENTITY = newIdentity();
const never = (): Promise<void> => Promise.resolve();

/** Ten rows from 20 on, of which 25 is missing; column 3 changes hands at 24; every seventh cell is unknown. */
async function filled(path: string): Promise<Segment> {
  const segment = new Segment(path, { rowMs: 5000, firstRow: 20, cfs: CFS, identity: IDENTITY.id });
  await segment.create(nodeFiles);
  const changes = Uint32Array.from({ length: 2 * WIDTH }, (_, i) =>
    i % 2 === 0 ? i / 2 : 1000 - (i - 1) / 2,
  );
  atOnce(segment.columnMap.assign(20, changes));
  segment.gaps.push({ from: 12, to: 19, reason: 9 }, { from: 25, to: 25, reason: 8 });
  for (let row = 20; row < 30; row += 1) {
    if (row === 24) atOnce(segment.columnMap.assign(24, Uint32Array.of(3, 2000)));
    if (row === 25) continue;
    const record = new RowRecord(2, WIDTH);
    const values = Float64Array.from({ length: WIDTH }, (_, i) => (i % 7 === row % 7 ? NaN : row + i / 3));
    const reasons = Uint8Array.from(values, (value) => (Number.isNaN(value) ? 4 : 0));
    atOnce(record.copy(WIDTH, [values, values.map((value) => value * 2)]));
    record.seal(row, WIDTH, 2, reasons);
    const size = record.frame.length;
    const entry = { row, width: WIDTH, reasonsMode: record.frame[10]!, offset: 0, size, record };
    segment.entries.push(entry);
    // The last row is still on its way.
    if (row < 29) Object.assign(entry, { offset: await segment.file.write(record.frame), record: null });
  }
  return segment;
}

describe('writeBlock', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'rrd-block-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('gives a block that reads as the segment does', async () => {
    const segment = await filled(join(directory, 'open'));
    const path = join(directory, '20.block');
    await writeBlock(nodeFiles, segment, path, never);
    const file = await nodeFiles.open(path, 'read');
    const index = await readBlockIndex(file, path, IDENTITY);
    const block = { path, lastRow: 29, index };
    const ids = Uint32Array.of(997, 2000, 5, 1000, 851, ...Array.from({ length: 70 }, (_, i) => 860 + i));
    for (const [cf, name] of CFS.entries()) {
      for (const [firstRow, rows] of [
        [8, 30],
        [22, 4],
        [29, 1],
      ] as const) {
        const read = async (into: (cells: Cells) => Promise<unknown>): Promise<Cells> => {
          const cells = unknownCells(ids.length, firstRow, rows, true);
          await into(cells);
          return cells;
        };
        const open = await read((cells) => readSegmentRows(segment, cf, ids, cells));
        const sealed = await read((cells) =>
          readBlock(block, file, name, ids, cells, { pause: never, unreadable: 0 }),
        );
        assert.deepEqual(sealed, open);
      }
    }
    const cut = unknownCells(1, 24, 2, true);
    const options = { pause: never, unreadable: 0 };
    await readBlock({ path, lastRow: 24, index }, file, 'AVERAGE', Uint32Array.of(1000), cut, options);
    assert.deepEqual([[...cut.values], [...cut.reasons!]], [[24, NaN], [0, 0]]); // prettier-ignore
    await file.close();
    await segment.file.close();
  });

  it('gives a segment its series had, where a column changed hands', async () => {
    const segment = await filled(join(directory, 'open'));
    const cells = unknownCells(2, 22, 4, true);
    await readSegmentRows(segment, 0, Uint32Array.of(997, 2000), cells);
    assert.deepEqual(
      [...cells.values],
      [22 + 1, 23 + 1, NaN, NaN, NaN, NaN, NaN, NaN].with(2, NaN).with(6, NaN),
    );
    assert.deepEqual([...cells.reasons!], [0, 0, 0, 8, 0, 0, 4, 8]);
    await segment.file.close();
  });

  it('is found damaged by its checksums', async () => {
    const segment = await filled(join(directory, 'open'));
    const path = join(directory, '20.block');
    await writeBlock(nodeFiles, segment, path, never);
    await segment.file.close();
    const bytes = await readFile(path);
    bytes[50]! ^= 1;
    await writeFile(path, bytes);
    const file = await nodeFiles.open(path, 'read');
    const index = await readBlockIndex(file, path, IDENTITY);
    const cells = unknownCells(1, 20, 10, true);
    const ids = index.ids.slice(0, 1);
    const options = { pause: never, unreadable: 3 };
    const error = await readBlock({ path, lastRow: 29, index }, file, 'AVERAGE', ids, cells, options);
    assert.ok(error instanceof FormatError);
    assert.deepEqual([...new Set(cells.reasons)], [3]);
    await file.close();
    bytes[bytes.length - 40]! ^= 1;
    await writeFile(path, bytes);
    const again = await nodeFiles.open(path, 'read');
    await assert.rejects(readBlockIndex(again, path, IDENTITY), FormatError);
    await again.close();
  });
});

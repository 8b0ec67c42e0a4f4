import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { eachReason, readReasons, reasonsLimit, writeReasons } from './reason-runs.ts';

describe('writeReasons', () => {
  it('is read back by readReasons and never longer than its limit', () => {
    const runs = fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 40 })), { maxLength: 30 });
    fc.assert(
      fc.property(runs, fc.nat(5), (of, offset) => {
        const reasons = Uint8Array.from(of.flatMap(([reason, count]) => Array<number>(count).fill(reason)));
        const bytes = new Uint8Array(offset + reasonsLimit(reasons.length));
        const { mode, end } = writeReasons(bytes, offset, reasons, reasons.length);
        assert.deepEqual(readReasons(bytes.subarray(offset, end), mode, reasons.length), reasons);
      }),
    );
  });

  it('is found by eachReason for the columns that are asked for, whatever the row is', () => {
    const runs = fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 40 })), { maxLength: 30 });
    fc.assert(
      fc.property(runs, fc.array(fc.nat(600)), (of, asked) => {
        const reasons = Uint8Array.from(of.flatMap(([reason, count]) => Array<number>(count).fill(reason)));
        const bytes = new Uint8Array(reasonsLimit(reasons.length));
        const { mode, end } = writeReasons(bytes, 0, reasons, reasons.length);
        const columns = asked.toSorted((a, b) => a - b);
        const found = columns.map(() => 0);
        eachReason(bytes.subarray(0, end), mode, columns, (place, reason) => (found[place] = reason));
        assert.deepEqual(found, columns.map((column) => reasons[column] ?? 0)); // prettier-ignore
      }),
    );
  });

  it('takes no bytes where all is known', () => {
    assert.deepEqual(writeReasons(new Uint8Array(8), 3, new Uint8Array(5), 5), { mode: 0, end: 3 });
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { columnsBody } from './columns.ts';

test('columnsBody() is a padded header and the bits of every double, wherever the columns lie', () => {
  const columns = fc.array(fc.float64Array({ maxLength: 5 }), { maxLength: 5 });
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), columns, (header, values) => {
      // A column may be a part of a larger array.
      const shared = Float64Array.from([0, ...values.flatMap((column) => Array.from(column))]);
      let from = 1;
      const parts = values.map(({ length }) => shared.subarray(from, (from += length)));
      const body = columnsBody(header, parts);
      const start = 4 + body.readUInt32LE(0);
      assert.equal(start % 8, 0);
      assert.deepEqual(JSON.parse(body.toString('utf8', 4, start)), JSON.parse(JSON.stringify(header)));
      const count = (body.length - start) / 8;
      const doubles = Array.from({ length: count }, (_, i) => body.readDoubleLE(start + i * 8));
      assert.deepEqual(doubles, Array.from(shared.subarray(1)));
    }),
  );
});

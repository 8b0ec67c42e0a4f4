import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Connection } from '../connection.ts';
import { domainStatsReply } from '../codec/stats.ts';
import { ProtocolError } from '../error.ts';
import { XdrWriter } from '../xdr-writer.ts';
import { PassThrough } from 'node:stream';
import { readDomainStats } from './stats.ts';

const uuid = '6d6f6465-6c00-4000-8000-000000000000';
const records = [1, 2, 3].map((id) => ({
  domain: { name: `vm-${id}`, uuid, id },
  params: [{ field: 'state.state', type: 1 as const, value: id }],
}));
const writer = new XdrWriter();
domainStatsReply.encode(writer, { records });
const payload = writer.bytes;

it('readDomainStats gives record after record, and refuses bytes that end early or are left over', () => {
  const connection = new Connection(new PassThrough(), { keepaliveMs: 0 });
  const ids = (bytes: Uint8Array): number[] => {
    const read: number[] = [];
    try {
      for (const { domain, params } of readDomainStats(connection, bytes)) {
        assert.deepEqual(params, records[domain.id - 1]!.params);
        read.push(domain.id);
      }
    } catch (error) {
      assert.ok(error instanceof ProtocolError);
      read.push(-1);
    }
    return read;
  };
  assert.deepEqual(ids(payload), [1, 2, 3]);
  assert.deepEqual(ids(payload.subarray(0, -4)), [1, 2, -1]);
  assert.deepEqual(ids(Buffer.concat([payload, Buffer.alloc(4)])), [1, 2, 3, -1]);
  connection.close();
});

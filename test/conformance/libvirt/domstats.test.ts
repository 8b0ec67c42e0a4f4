import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NameTable, printDomainStats, resolveField, tree } from '../../../packages/libvirt/src/mod.ts';
import { decodePayload, procedures, type WireStatsRecord } from '../../../packages/libvirt/src/wire.ts';
import { collect } from '../../../packages/libvirt/test/collect.ts';
import { sessions, type Session } from './sessions.ts';

const { number, reply } = procedures.CONNECT_GET_ALL_DOMAIN_STATS;
const recordings = sessions().filter(({ name }) => name.startsWith('domstats-'));

describe('recorded domstats', () => {
  for (const session of recordings) {
    it(`${session.name} prints as virsh printed it`, () => {
      // virsh ends its whole output with one more empty line.
      assert.equal(printDomainStats(records(session)).trimEnd(), session.printed.trimEnd());
    });
  }

  it('scans to what the codec decodes, with one table of names for all', () => {
    const names = new NameTable();
    for (const session of [...recordings, ...recordings]) {
      assert.deepEqual(collect(payload(session), names), records(session), session.name);
    }
  });

  it('has no field the schema does not know, and none is raw in the tree', () => {
    for (const record of recordings.flatMap(records)) {
      for (const { field } of record.params) assert.ok(resolveField(field), field);
      assert.equal(tree(record)['raw'], undefined);
    }
  });
});

function payload(session: Session): Uint8Array {
  const found = session.replies.find(({ frame }) => frame.procedure === number);
  assert.ok(found, session.name);
  return found.frame.payload;
}

function records(session: Session): WireStatsRecord[] {
  return decodePayload(reply, payload(session)).records;
}

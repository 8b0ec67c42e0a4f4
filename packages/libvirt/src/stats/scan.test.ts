import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { RandomReader } from '../../test/random-reader.ts';
import { collect } from '../../test/collect.ts';
import { domainStatsReply, type WireStatsRecord } from '../codec/stats.ts';
import { ProtocolError } from '../error.ts';
import { decodePayload } from '../frame.ts';
import { XdrWriter } from '../xdr-writer.ts';
import { parseUuid } from '../codec/uuid.ts';
import { NameTable } from './name-table.ts';
import { scanDomainStats, StatsScanner, type StatsSink } from './scan.ts';

const encode = (records: WireStatsRecord[]) => {
  const writer = new XdrWriter();
  domainStatsReply.encode(writer, { records });
  return writer.bytes;
};
const domain = { name: 'lab001', uuid: '5f0e0000-77aa-4000-8000-000000000001', id: 7 };
const ignore: StatsSink = { domain: () => true, field() {} };

describe('scanDomainStats', () => {
  it('finds what the codec decodes', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { records } = domainStatsReply.decode(new RandomReader(seed));
        assert.deepEqual(collect(encode(records)), records);
      }),
    );
  });

  it('refuses the same bytes as the codec', () => {
    const change = fc.tuple(fc.nat(), fc.nat({ max: 31 }));
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(change, { maxLength: 3 }),
        fc.nat({ max: 8 }),
        (seed, changes, cut) => {
          const bytes = Uint8Array.from(encode(domainStatsReply.decode(new RandomReader(seed)).records));
          for (const [at, bit] of changes) bytes[(at * 4 + (bit >> 3)) % bytes.length]! ^= 1 << (bit & 7);
          const payload = bytes.subarray(0, Math.max(0, bytes.length - cut));
          assert.deepEqual(
            outcome(() => collect(payload)),
            outcome(() => decodeRecords(payload)),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('shows the domain without making text of it', () => {
    const payload = encode([{ domain, params: [{ field: 'state.state', type: 1, value: -1 }] }]);
    let seen = 0;
    scanDomainStats(payload, new NameTable(), {
      domain(view) {
        seen += 1;
        assert.deepEqual([view.name(), view.uuid(), view.id, view.fields], [domain.name, domain.uuid, 7, 1]);
        assert.equal(view.equalsUuid(parseUuid(domain.uuid)), true);
        assert.equal(view.equalsUuid(new Uint8Array(16)), false);
        const copy = new Uint8Array(18);
        view.copyUuid(copy, 1);
        assert.deepEqual(copy.subarray(1, 17), parseUuid(domain.uuid));
        return true;
      },
      field: (_name, type, high, low) => assert.deepEqual([type, high, low], [1, -1, -1]),
    });
    assert.equal(seen, 1);
  });

  it('skips the fields of a record the sink does not want', () => {
    const params = [{ field: 'a', type: 7, value: 'text' } as const];
    const payload = encode([
      { domain, params },
      { domain: { ...domain, id: 8 }, params },
    ]);
    const names = new NameTable();
    const got: number[] = [];
    let id = 0;
    scanDomainStats(payload, names, {
      domain: (view) => (id = view.id) === 8,
      field: () => got.push(id),
    });
    assert.deepEqual(got, [8]);
  });

  it('leaves out fields whose name the table refused', () => {
    const params = (['a', 'b', 'a'] as const).map((field) => ({ field, type: 2, value: 1 }) as const);
    let fields = 0;
    scanDomainStats(encode([{ domain, params }]), new NameTable(1), {
      domain: () => true,
      field: (name) => (fields += name === 0 ? 1 : 100),
    });
    assert.equal(fields, 2);
  });

  it('reads in slices of bytes what it reads at once', () => {
    const records = Array.from({ length: 20 }, (_, n) => ({
      domain: { name: `vm${n}`, uuid: `00000000-0000-4000-8000-${`${n}`.padStart(12, '0')}`, id: n },
      params: [{ field: 'cpu.time', type: 4 as const, value: BigInt(n) }],
    }));
    const writer = new XdrWriter();
    domainStatsReply.encode(writer, { records });
    const seen: number[] = [];
    const sink: StatsSink = { domain: (view) => seen.push(view.id) > 0, field() {} };
    using scanner = new StatsScanner(writer.bytes, new NameTable(), sink);
    const counts: number[] = [];
    while (scanner.next(1)) counts.push(seen.length);
    assert.deepEqual(
      counts,
      Array.from({ length: 19 }, (_, n) => n + 1),
    );
    assert.deepEqual(
      seen,
      Array.from({ length: 20 }, (_, n) => n),
    );
  });

  it('refuses counts that the bytes cannot hold before reading on', () => {
    const f = (hex: string) =>
      assert.throws(() => scanDomainStats(Buffer.from(hex, 'hex'), new NameTable(), ignore), ProtocolError);
    f('');
    f('000000');
    f('ffffffff');
    f('00004001');
    f('00000001');
    f(`00000001${'00'.repeat(24)}ffffffff`);
    f(`00000001${'00'.repeat(24)}00000001`);
    f('0000000000000000');
  });
});

const decodeRecords = (payload: Uint8Array) => decodePayload(domainStatsReply, payload).records;

function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    assert.ok(error instanceof ProtocolError, String(error));
    return 'ProtocolError';
  }
}

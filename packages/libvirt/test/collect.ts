import type { WireStatsRecord } from '../src/codec/stats.ts';
import type { TypedParam } from '../src/codec/typed-param.ts';
import { NameTable } from '../src/stats/name-table.ts';
import { scanDomainStats } from '../src/stats/scan.ts';
import { readText } from '../src/xdr-reader.ts';

/** What the scanner finds, in the shape the codec decodes. */
export function collect(payload: Uint8Array, names: NameTable = new NameTable()): WireStatsRecord[] {
  const records: WireStatsRecord[] = [];
  scanDomainStats(payload, names, {
    domain(view) {
      records.push({ domain: { name: view.name(), uuid: view.uuid(), id: view.id }, params: [] });
      return true;
    },
    field(nameId, type, high, low) {
      records.at(-1)?.params.push(param(payload, names.name(nameId), type, high, low));
    },
  });
  return records;
}

function param(payload: Uint8Array, field: string, type: number, high: number, low: number): TypedParam {
  const wide = (BigInt(high) << 32n) | BigInt(low >>> 0);
  if (type === 1) return { field, type, value: Number(wide) };
  if (type === 2) return { field, type, value: Number(wide) };
  if (type === 3) return { field, type, value: wide };
  if (type === 4) return { field, type, value: BigInt.asUintN(64, wide) };
  if (type === 5) return { field, type, value: double(high, low) };
  if (type === 6) return { field, type, value: wide === 1n };
  return { field, type: 7, value: readText(payload, high, high + low) };
}

function double(high: number, low: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setInt32(0, high);
  view.setInt32(4, low);
  return view.getFloat64(0);
}

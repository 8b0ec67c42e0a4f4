import assert from 'node:assert/strict';
import type { FlatStats } from './lab.ts';

/** Fields that stand still on a paused guest: everything but the daemon's own clock of it. */
const isStatic = (field: string): boolean =>
  /capacity|maximum|count|name|path|state|backingIndex/.test(field);

/** Asserts that our records have every field of two readings of `virsh domstats`, and counters between theirs. */
export function assertBetween(
  earlier: ReadonlyMap<string, ReadonlyMap<string, string>>,
  ours: FlatStats,
  later: ReadonlyMap<string, ReadonlyMap<string, string>>,
): void {
  for (const [name, fields] of earlier) {
    const record = ours.domains.find((domain) => domain.name === name);
    assert.ok(record, name);
    for (const [field, text] of fields) {
      const value: FlatStats['domains'][number]['stats'][string] | undefined = record.stats[field];
      assert.notEqual(value, undefined, `${name} ${field}`);
      if (isStatic(field)) {
        assert.equal(String(value), text, `${name} ${field}`);
      } else if (
        typeof value === 'number' &&
        /^(cpu|vcpu|net|block)\..*(time|bytes|reqs|pkts)$/.test(field)
      ) {
        const top = Number(later.get(name)?.get(field));
        assert.ok(Number(text) <= value && value <= top, `${name} ${field}: ${text} ≤ ${value} ≤ ${top}`);
      }
    }
  }
}

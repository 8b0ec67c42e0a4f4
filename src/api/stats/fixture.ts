import { STATS_SCHEMA } from '@virtscope/libvirt';
import { readFileSync } from 'node:fs';
import type { StatsProvider, StatsQuery, StatsRecord, StatsValue } from '../../model/stats.ts';
import { makeTestApi, startTime, type TestApi } from '../fixture.ts';

export type Params = (readonly [name: string, value: StatsValue])[];

/** What `virsh domstats` of 15 guests printed; numbers exact, the text left as it was. */
export function recorded(): StatsRecord[] {
  const file = new URL('../../../test/fixtures/libvirt/domstats-all.txt', import.meta.url);
  const blocks = readFileSync(file, 'utf8')
    .split(/^Domain: '(.*)'$/m)
    .slice(1);
  const records: StatsRecord[] = [];
  for (let i = 0; i < blocks.length; i += 2) {
    const lines = (blocks[i + 1] as string).split('\n').filter((line) => line.includes('='));
    const params = lines.map((line): Params[number] => {
      const at = line.indexOf('=');
      return [line.slice(2, at), valueOf(line.slice(at + 1))];
    });
    records.push({ uuid: uuidNumber(i / 2), name: blocks[i] as string, params, partial: null });
  }
  return records;
}

function valueOf(text: string): StatsValue {
  if (!/^-?\d+$/.test(text)) return text;
  return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);
}

export const uuidNumber = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** A record with every field the schema knows, and some that no schema will. */
export function everything(): StatsRecord {
  const known = STATS_SCHEMA.flatMap(({ pattern }) => {
    const at = (index: number): string => pattern.replaceAll('#', String(index)).replace('*', 'halt_wait_ns');
    return pattern.includes('#') ? [at(0), at(3)] : [at(0)];
  });
  const odd = ['future.thing', 'block.0.smell', 'vcpu.0.a b', 'xmlish.1', '0', ']]>', '__proto__', '__proto__.x', 'constructor.y', 'a=b', 'é.ü']; // prettier-ignore
  const texts: StatsValue[] = [`<&"'>]]>`, 2n ** 64n - 1n, -(2n ** 63n), true, 0.1, '\u0000🦄\nx', -1];
  const params = [...new Set([...known, ...odd])].map((name, i): Params[number] => [name, texts[i % texts.length] as StatsValue]); // prettier-ignore
  const states: Params = [['state.state', 3], ['state.reason', 5]]; // prettier-ignore
  const others = params.filter(([name]) => !name.startsWith('state.'));
  return {
    uuid: uuidNumber(99),
    name: `every'"<field>`,
    params: [...states, ...others],
    partial: `it's "late"`,
  };
}

/** Answers with these records, and remembers what it was asked. */
export class Provider implements StatsProvider {
  readonly asked: StatsQuery[] = [];
  readonly #records: readonly StatsRecord[];

  constructor(records: readonly StatsRecord[]) {
    this.#records = records;
  }

  async domainStats(query: StatsQuery) {
    this.asked.push(query);
    const records = this.#records.filter(({ uuid }) => query.vms?.includes(uuid) ?? true);
    return { time: startTime, records };
  }
}

export async function makeServer(records: readonly StatsRecord[]): Promise<TestApi & { provider: Provider }> {
  const provider = new Provider(records);
  const api = await makeTestApi({ stats: provider });
  for (const { uuid, name } of records) api.enter('VM', uuid, { name });
  api.poll([]);
  return { ...api, provider };
}

import { DOMAIN_STATES, reasonName, STATS_SCHEMA } from '@virtscope/libvirt';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { SaxesParser } from 'saxes';
import { InputError } from '../../model/error.ts';
import type { StatsProvider, StatsQuery, StatsRecord, StatsValue } from '../../model/stats.ts';
import { makeEstate, startTime, type Estate } from '../fixture.ts';

type Params = (readonly [name: string, value: StatsValue])[];

/** What `virsh domstats` of 15 guests printed; numbers exact, the text left as it was. */
function recorded(): StatsRecord[] {
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

const uuidNumber = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** A record with every field the schema knows, and some that no schema will. */
function everything(): StatsRecord {
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
class Provider implements StatsProvider {
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

async function makeServer(records: readonly StatsRecord[]): Promise<Estate & { provider: Provider }> {
  const provider = new Provider(records);
  const estate = await makeEstate({ stats: provider });
  for (const { uuid, name } of records) estate.enter('VM', uuid, { name });
  estate.poll([]);
  return { ...estate, provider };
}

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

function parseXml(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = { name, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => void ((open.at(-1) as Element).text += text));
  parser.on('closetag', () => void open.pop());
  parser.write(xml).close();
  return root.children[0] as Element;
}

/** libvirt's names of all leaves below an element: the inverse of how they became elements. */
function* leaves(element: Element, prefix: string[]): Generator<[name: string, text: string]> {
  const outer = new Map([['cpus', 'vcpu'], ['blocks', 'block'], ['interfaces', 'net']]); // prettier-ignore
  for (const child of element.children) {
    const { name, attributes, children, text } = child;
    const isTop = prefix.length === 0;
    if (name === 'field') yield [String(attributes['name']), text];
    else if (isTop && name === 'raw') yield* leaves(child, []);
    else if (isTop && (name === 'state' || name === 'reason')) yield [`state.${name}`, text];
    else if ('id' in attributes) yield* leaves(child, [...prefix, attributes['id'] ?? '']);
    else if (isTop && outer.has(name)) yield* leaves(child, [outer.get(name) ?? '']);
    // A list is named for its items.
    else if (isList(child)) yield* leaves(child, [...prefix, name.slice(0, -1)]);
    else if (children.length > 0) yield* leaves(child, [...prefix, name]);
    else yield [[...prefix, name].join('.'), text];
  }
}

function isList({ name, children }: Element): boolean {
  return name.endsWith('s') && children.some((child) => 'id' in child.attributes || child.name === 'count');
}

/** A value as it must read in the XML. */
function expected([name, value]: Params[number], params: StatsRecord['params']): string {
  const state = Number(new Map(params).get('state.state'));
  if (name === 'state.state') return DOMAIN_STATES[state] as string;
  if (name === 'state.reason') return reasonName(state, Number(value)) as string;
  if (/^vcpu\.\d+\.state$/.test(name) && typeof value === 'number') {
    return ['offline', 'running', 'blocked'][value] ?? String(value);
  }
  return String(value).replace('\u0000', '\uFFFD');
}

test('XML has every field of every group of every domain, known or not', async () => {
  const records = [...recorded(), everything()];
  await using estate = await makeServer(records);
  const { body, headers } = await estate.app.inject('/stats?format=xml');
  assert.equal(headers['content-type'], 'application/xml; charset=utf-8');
  const root = parseXml(body);
  assert.equal(root.name, 'domainstats');
  assert.equal(records.length, 16);
  for (const [i, { name, uuid, params, partial }] of records.entries()) {
    const domain = root.children[i] as Element;
    assert.deepEqual({ ...domain.attributes }, { name, uuid, ...(partial && { partial }) });
    const got = new Map(leaves(domain, []));
    const want = new Map(params.map((param) => [param[0], expected(param, params)]));
    assert.deepEqual(got, want, name);
    assert.equal(got.size, params.length);
  }
});

test('XML has the shape of the RFC', async () => {
  const params: Params = [
    ['state.state', 1],
    ['state.reason', 1],
    ['cpu.time', 10_001_231_231n],
    ['vcpu.current', 1],
    ['vcpu.maximum', 2],
    ['vcpu.0.state', 1],
    ['vcpu.0.time', 5n],
    ['vcpu.1.state', 0],
    ['net.count', 1],
    ['net.0.rx.bytes', 7n],
    ['block.count', 1],
    ['block.0.name', 'vda'],
  ];
  await using estate = await makeServer([{ uuid: uuidNumber(1), name: 'vm1', params, partial: null }]);
  const { body } = await estate.app.inject({ url: '/stats/vm1', headers: { accept: 'application/xml' } });
  assert.equal(
    body,
    `<domainstats><domain name='vm1' uuid='${uuidNumber(1)}'><state>running</state><cpus>` +
      "<cpu id='0'><state>running</state><time>5</time></cpu><cpu id='1'><state>offline</state></cpu>" +
      '<current>1</current><maximum>2</maximum></cpus>' +
      "<blocks><block id='0'><name>vda</name></block><count>1</count></blocks>" +
      "<interfaces><interface id='0'><rx><bytes>7</bytes></rx></interface><count>1</count></interfaces>" +
      '<reason>booted</reason><cpu><time>10001231231</time></cpu></domain></domainstats>\n',
  );
});

test('XML stays well-formed whatever a domain is called', async () => {
  const names = [
    `'`,
    '"',
    '<x>',
    ']]>',
    '&amp;',
    '\u0001\u001F',
    'a\nb\tc',
    '🦄',
    '\uD800',
    '<![CDATA[',
    '--',
  ];
  const records = names.map((name, i) => ({ uuid: uuidNumber(i), name, params: [], partial: null }));
  await using estate = await makeServer(records);
  const { children } = parseXml((await estate.app.inject('/stats?format=xml')).body);
  const want = names.map((name) => name.replaceAll(/[\u0001\u001F\uD800]/gu, '\uFFFD')); // oxlint-disable-line no-control-regex
  assert.deepEqual(children.map(({ attributes }) => attributes['name']), want); // prettier-ignore
});

test('flat JSON has libvirt’s names in libvirt’s order, integers exact', async () => {
  const records = [...recorded(), everything()];
  await using estate = await makeServer(records);
  const { body, headers } = await estate.app.inject('/stats?shape=flat');
  assert.equal(headers['content-type'], 'application/json; charset=utf-8');
  // JSON.parse with the source of each number: a 64-bit integer is no double.
  const exact = (_: string, value: unknown, { source }: { source?: string }): unknown =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source ?? '')
      ? BigInt(source ?? '')
      : value;
  const { domains } = JSON.parse(body, exact as (key: string, value: unknown) => unknown) as {
    domains: { name: string; partial: string | null; stats: Record<string, unknown> }[];
  };
  for (const [i, { name, params, partial }] of records.entries()) {
    assert.deepEqual([domains[i]?.name, domains[i]?.partial], [name, partial]);
    // JSON.parse puts names that are numbers first and drops none.
    const isPlain = ([field]: readonly [string, unknown]): boolean => field !== '0';
    assert.deepEqual(Object.entries(domains[i]?.stats ?? {}).filter(isPlain), params.filter(isPlain));
  }
  assert.ok(body.includes('"stats":{"state.state":1,"state.reason":1,"cpu.time":6381544000,'));
});

test('tree JSON has every field in its place', async () => {
  const records = [...recorded(), everything()];
  await using estate = await makeServer(records);
  const { domains } = (await estate.app.inject('/stats')).json<{ domains: Record<string, unknown>[] }>();
  function* walk(node: unknown, prefix: string[]): Generator<string> {
    if (typeof node !== 'object' || node === null) yield prefix.join('.');
    else if (prefix[0] === 'raw') yield* Object.keys(node);
    else {
      for (const [name, value] of Object.entries(node)) {
        if (name === 'index' && typeof value === 'number') continue;
        if (name !== 'items') yield* walk(value, [...prefix, name]);
        else
          for (const item of value as { index: number }[]) yield* walk(item, [...prefix, String(item.index)]);
      }
    }
  }
  for (const [i, { name, uuid, params }] of records.entries()) {
    const { name: gotName, uuid: gotUuid, partial: _, ...groups } = domains[i] ?? {};
    assert.deepEqual([gotName, gotUuid], [name, uuid]);
    assert.deepEqual(new Set(walk(groups, [])), new Set(params.map(([field]) => field)), name);
  }
});

test('the query is libvirt’s: VMs by name or UUID, groups by name or bit, flags', async () => {
  const records = [0, 1, 2].map((n) => ({ uuid: uuidNumber(n), name: ['db', 'web', 'a,b'][n] as string, params: [], partial: null })); // prettier-ignore
  await using estate = await makeServer(records);
  const [db, web, comma] = [uuidNumber(0), uuidNumber(1), uuidNumber(2)];
  const f = async (url: string, want: Partial<StatsQuery>): Promise<void> => {
    const { statusCode, body } = await estate.app.inject(url);
    assert.equal(statusCode, 200, body);
    assert.deepEqual(estate.provider.asked.at(-1), { vms: null, groups: 0, flags: 0, ...want }, url);
  };
  await f('/stats', {});
  await f('/stats?vm=db', { vms: [db] });
  await f(`/stats?vm=web,${db.toUpperCase()}`, { vms: [web, db] });
  await f('/stats?vm=web&vm=db', { vms: [web, db] });
  await f('/stats?vm=a,b', { vms: [comma] });
  await f('/stats/web', { vms: [web] });
  await f('/stats?groups=cpu,block', { groups: 2 | 32 });
  await f('/stats?groups=cpu-total&groups=interface', { groups: 2 | 16 });
  await f('/stats?stats=63', { groups: 63 });
  await f('/stats?stats=4294967295', { groups: 4_294_967_295 });
  await f('/stats?groups=vm&stats=1', { groups: 1025 });
  await f('/stats?enforce=1', { flags: 0x8000_0000 });
  await f('/stats?backing=true&nowait=1&active=1&enforce=0', { flags: 0x6000_0001 });
  const payload = { vms: ['db'], groups: ['state'], stats: 32, enforce: true };
  await estate.app.inject({ method: 'POST', url: '/stats', payload });
  assert.deepEqual(estate.provider.asked.at(-1), { vms: [db], groups: 33, flags: 0x8000_0000 });
});

test('the same question within a second is one call', async () => {
  await using estate = await makeServer([{ uuid: uuidNumber(1), name: 'vm1', params: [], partial: null }]);
  const ask = (url: string): Promise<unknown> => estate.app.inject(url);
  await Promise.all([ask('/stats'), ask('/stats?format=xml'), ask('/stats'), ask('/stats?groups=cpu')]);
  await ask('/stats');
  assert.equal(estate.provider.asked.length, 2);
  estate.clock.time += 1000;
  await ask('/stats');
  assert.equal(estate.provider.asked.length, 3);
});

test('at most four questions wait for the hypervisor', async () => {
  const gate = Promise.withResolvers<void>();
  const stats: StatsProvider = { domainStats: () => gate.promise.then(() => ({ time: 0, records: [] })) };
  await using estate = await makeEstate({ stats });
  const status = async (url: string): Promise<number> => (await estate.app.inject(url)).statusCode;
  const waiting = [1, 2, 3, 4].map((mask) => status(`/stats?stats=${mask}`));
  assert.equal(await status('/stats?stats=5'), 503);
  estate.clock.time += 2000;
  assert.equal(await status('/stats?stats=1'), 503);
  gate.resolve();
  assert.deepEqual(await Promise.all(waiting), [200, 200, 200, 200]);
  assert.equal(await status('/stats?stats=5'), 200);
});

test('what the hypervisor refuses is told as it said', async () => {
  const refusal = new InputError('GROUP_UNSUPPORTED', 'Cannot get statistics: argument unsupported');
  await using estate = await makeEstate({ stats: { domainStats: () => Promise.reject(refusal) } });
  const { statusCode, body } = await estate.app.inject('/stats?enforce=1');
  assert.equal(statusCode, 400);
  assert.match(body, /argument unsupported/);
});

import { DOMAIN_STATES, reasonName } from '@virtscope/libvirt';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SaxesParser } from 'saxes';
import type { StatsRecord } from '../../model/stats.ts';
import { everything, makeServer, recorded, uuidNumber, type Params } from './fixture.ts';

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
  await using api = await makeServer(records);
  const { body, headers } = await api.app.inject('/stats?format=xml');
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
  await using api = await makeServer([{ uuid: uuidNumber(1), name: 'vm1', params, partial: null }]);
  const { body } = await api.app.inject({ url: '/stats/vm1', headers: { accept: 'application/xml' } });
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
  await using api = await makeServer(records);
  const { children } = parseXml((await api.app.inject('/stats?format=xml')).body);
  const want = names.map((name) => name.replaceAll(/[\u0001\u001F\uD800]/gu, '\uFFFD')); // oxlint-disable-line no-control-regex
  assert.deepEqual(children.map(({ attributes }) => attributes['name']), want); // prettier-ignore
});

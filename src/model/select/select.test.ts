import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import { factNames } from '../facts.ts';
import { lookup } from '../vocabulary.ts';
import { fieldNamed, fieldNames } from './fields.ts';
import { nodes, print, subject, subjects } from './fixture.ts';
import { parseSelector, SelectorError, type Subject } from './mod.ts';
import type { Node } from './node.ts';
import { parse } from './parse.ts';

const GiB = 1024 ** 3;
const matches = (text: string, of: Subject): boolean => parseSelector(text).matches(of);
const problem = (text: string): SelectorError => {
  try {
    parseSelector(text);
  } catch (error) {
    assert.ok(error instanceof SelectorError, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: `"${text}" is read` });
};

it('a plain word is part of the name or the start of the id; a * stands for anything', () => {
  const web = subject({ name: 'Web Server 1', id: '5f1c' });
  for (const text of [
    'web',
    'SERVER',
    '"web s"',
    '5f1',
    'web 1',
    'web*',
    '*1',
    'name:web*1',
    '',
    '  ',
    'id:5F',
  ]) {
    assert.equal(matches(text, web), true, text);
  }
  for (const text of ['db', 'f1c', 'server*', '"web*"', 'web db', 'name=web', 'name:5f', 'id:f1']) {
    assert.equal(matches(text, web), false, text);
  }
});

it('not binds before and, and before or', () => {
  const all = ['a', 'b', 'c', 'ab', 'bc', 'abc', 'x'];
  const found = (text: string): string => all.filter((name) => matches(text, subject({ name }))).join(' ');
  assert.equal(found('a or b c'), 'a ab bc abc');
  assert.equal(found('(a or b) c'), 'bc abc');
  assert.equal(found('not a b'), 'b bc');
  assert.equal(found('-a -b'), 'c x');
  assert.equal(found('-(a or b)'), 'c x');
  assert.equal(found('not not a AND NOT b'), 'a');
  assert.equal(found('a and b and c'), 'abc');
  assert.equal(found('"and"'), '');
});

it('is: takes lights, conditions and states, by what programs and people call them', () => {
  const stuck = subject({ condition: { kind: 'stuck' } });
  const off = subject({ state: 'shutoff' });
  const paused = subject({ state: 'paused' });
  for (const text of ['is:red', 'is:stuck', 'is:running', '-is:ok'])
    assert.equal(matches(text, stuck), true, text);
  for (const text of ['is:off', 'is:shutoff', 'is:OFF', 'is!=running'])
    assert.equal(matches(text, off), true, text);
  for (const text of ['is:paused', 'is:suspended', 'is:ok', '-is:running']) {
    assert.equal(matches(text, paused), true, text);
  }
  assert.equal(matches('is:"shutting down"', subject({ state: 'shutdown' })), true);
  for (const text of ['is:amber', '-is:ok', 'is:running'])
    assert.equal(matches(text, subject({ alarms: 'amber' })), true, text);
  assert.equal(matches('is:down is:red', subject({ class: 'source', state: 'down' })), true);
});

it('a host and a tag are compared whole, a system by a part', () => {
  const vm = subject({
    host: 'h-1',
    hostName: 'rack1',
    facts: {
      tags: ['prod', 'web'],
      os: 'Debian GNU/Linux 13',
      addresses: ['192.168.1.7', 'fe80::1'],
      autostart: true,
    },
  });
  for (const text of [
    'host:rack1',
    'host:H-1',
    'host:rack*',
    'host!=rack2',
    'tag:prod',
    'tags:web',
    '-tag:pro',
    'os:debian',
    'ip:192.168.*',
    'ip:fe80::1',
    'autostart:yes',
    'autostart!=no',
    'source:local',
  ]) {
    assert.equal(matches(text, vm), true, text);
  }
  for (const text of ['host:rack', 'tag:pro', 'os=debian', 'ip:192.168', 'autostart:no', 'source:loc']) {
    assert.equal(matches(text, vm), false, text);
  }
});

it('a number is compared in the unit it is written in', () => {
  const vm = subject({
    metrics: {
      'cpu.usage': 0.8,
      'cpu.cores': 1.5,
      'memory.used': 4 * GiB,
      'disk.read.latency': 0.02,
      'disk.write.latency': 0.001,
      'disk.read.requests': 900,
      'disk.write.requests': 200,
      'net.rx.bytes': 1_250_000,
    },
    facts: {
      vcpus: 4,
      memory: 8 * GiB,
      started: 1_800_000_000_000 - 3_600_000,
      snapshots: 0,
      jobProgress: 0.5,
    },
  });
  for (const text of [
    'cpu>=80%',
    'cpu = 80 %',
    'cpu.usage > 0.79',
    'cores>140%',
    'cores=1.5',
    'memory.used>=4GiB',
    'memory.used >= 4 gib',
    'memory.used<4.3GB',
    'memory:8GiB',
    'latency=20ms',
    'latency>19999us',
    'disk.write.latency<=1 ms',
    'iops>1k',
    'iops=1.1k/s',
    'net=10Mb/s',
    'net.rx.bytes<1.3MB/s',
    'vcpus>=4',
    'vcpus:4',
    'uptime=1h',
    'uptime<61min',
    'uptime<61m',
    'snapshots=0',
    'snapshots<1',
    'jobProgress=50%',
    'maxvcpus>1 or vcpus!=5',
  ]) {
    assert.equal(matches(text, vm), true, text);
  }
});

it('what is not known is neither so nor not so', () => {
  const vm = subject();
  for (const text of [
    'cpu>80%',
    '-cpu>80%',
    'cpu!=0',
    'host:x',
    '-host:x',
    'tag:x',
    '-tag:x',
    'autostart:no',
  ]) {
    assert.equal(matches(text, vm), false, text);
  }
  assert.equal(matches('cpu>80% or web', vm), true);
  assert.equal(matches('-(cpu>80% db)', vm), true);
  assert.equal(matches('cpu>0', subject({ metrics: { 'cpu.usage': Number.NaN } })), false);
  assert.equal(matches('latency>1ms', subject({ metrics: { 'disk.read.latency': 0.1 } })), true);
});

it('lists the metrics and facts it compares', () => {
  const { metrics, facts } = parseSelector('cpu>1% or (net>0 -tag:x) os:y cpu.usage<1');
  assert.deepEqual(metrics, ['cpu.usage', 'net.rx.bytes', 'net.tx.bytes']);
  assert.deepEqual(facts, ['tags', 'os']);
});

it('an error has its place, the nearest word and all that are known', () => {
  const f = (text: string, at: number, length: number, message: RegExp, first?: string): void => {
    const error = problem(text);
    assert.deepEqual([error.at, error.length], [at, length], text);
    assert.match(error.message, /^Cannot read selector: /);
    assert.match(error.message, message, text);
    if (first !== undefined) assert.equal(error.known[0], first, text);
  };
  f('web cpuu>3%', 4, 4, /nothing is called "cpuu", did you mean cpu: is, name, .*, and metrics$/, 'cpu');
  f('hots:a', 0, 4, /did you mean host/, 'host');
  f('a is:stukc', 5, 5, /did you mean stuck: red, amber/, 'stuck');
  f('autostart:maybe', 10, 5, /autostart knows no "maybe": yes, no/, 'yes');
  f('host>3', 0, 4, /host is no number, write host:/);
  f('memory>80%', 7, 3, /"80%" for memory has no unit of it, did you mean memory\.usage: B, kB/, 'B');
  f('memory.used>4', 12, 1, /"4" for memory.used needs a unit: B, /);
  f('cpu>80', 4, 2, /80 is 8000 % of cpu, write 80%/);
  f('cpu>fast', 4, 4, /"fast" is no number of cpu/);
  f('vcpus>-1', 6, 2, /no number/);
  f('disk.vda.read.bytes>4GiB', 20, 4, /has no unit of it: B\/s/);
  f('a "b', 2, 2, /a quote has no end/);
  f('(a', 0, 1, /a bracket is not closed/);
  f('a)', 1, 1, /a bracket closes that none opened/);
  f('a or', 4, 0, /a term is missing at its end/);
  f('a or or b', 5, 2, /a term is missing before or/);
  f('()', 1, 1, /a term is missing before \)/);
  f('is:', 0, 3, /nothing stands after is:/);
  f('a >3', 0, 1, /nothing is called "a"/);
  f('>3', 0, 1, /nothing stands before >/);
  f('cpu.#.usage>1%', 0, 11, /nothing is called/);
  f('constructor:x', 0, 11, /nothing is called/);
});

it('is bounded in length, terms and depth', () => {
  assert.match(problem('a'.repeat(1025)).message, /1025 characters, at most 1024/);
  assert.match(problem('a '.repeat(65)).message, /65 terms, at most 64/);
  assert.match(problem(`${'('.repeat(40)}a${')'.repeat(40)}`).message, /more than 32 deep/);
  assert.match(problem(`${'-'.repeat(1023)}a`).message, /more than 32 deep/);
  assert.doesNotThrow(() => parseSelector('a '.repeat(64)));
});

it('no two words of the table mean different things', () => {
  const lower = fieldNames.map((name) => name.toLowerCase());
  assert.equal(new Set(lower).size, lower.length);
  for (const name of fieldNames) {
    assert.ok(fieldNamed(name), name);
    assert.equal(lookup(name), null, `${name} is also a metric`);
  }
  for (const name of factNames) assert.deepEqual((fieldNamed(name) as { facts: unknown }).facts, [name]);
});

it('a tree that is written is read as the same tree', () => {
  fc.assert(
    fc.property(nodes, (node) => {
      const text = print(node);
      if (text.length > 1024) return;
      assert.deepEqual(plain(parse(text, null)), plain(node), text);
    }),
    { numRuns: 500 },
  );
});

/** Without functions, of which a field of a metric has new ones each time. */
function plain(node: Node | null): unknown {
  return JSON.parse(JSON.stringify(node));
}

it('whatever the text, a selector is made or a SelectorError thrown', () => {
  const words =
    '( ) - " \\ * : > >= != = and or not is cpu uptime tag 80% 4GiB 1e999 h \u{1F600} \uD800 \u0000 __proto__ host autostart yes red %';
  const part = fc.constantFrom(' ', ...words.split(' '));
  const text = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.array(part, { maxLength: 60 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(text, subjects, (any, of) => {
      try {
        assert.equal(typeof parseSelector(any).matches(of), 'boolean');
      } catch (error) {
        assert.ok(error instanceof SelectorError, String(error));
        assert.ok(error.at >= 0 && error.length >= 0 && error.at + error.length <= any.length, any);
      }
    }),
    { numRuns: 1000 },
  );
});

it('selects what a naive reading of the tree selects', () => {
  fc.assert(
    fc.property(nodes, fc.array(subjects, { maxLength: 5 }), (node, rows) => {
      const text = print(node);
      if (text.length > 1024) return;
      const selector = parseSelector(text);
      for (const row of rows) assert.equal(selector.matches(row), naive(node, row) === true, text);
    }),
    { numRuns: 1000 },
  );
});

/** True, false, or null where it is unknown; written without regard to speed. */
function naive(node: Node, row: Subject): boolean | null {
  switch (node.type) {
    case 'and': {
      const all = new Set(node.nodes.map((child) => naive(child, row)));
      if (all.has(false)) return false;
      return all.has(null) ? null : true;
    }
    case 'or': {
      const all = new Set(node.nodes.map((child) => naive(child, row)));
      if (all.has(true)) return true;
      return all.has(null) ? null : false;
    }
    case 'not': {
      const inner = naive(node.node, row);
      return inner === null ? null : !inner;
    }
    case 'word':
      return like(node.pattern, row.name, 'part') || like(node.pattern, row.id, 'start');
    case 'is':
      // Each word has its own test above; here it only has to be combined.
      return parseSelector(`is:"${node.word}"`).matches(row);
    case 'flag': {
      const value = row.fact(node.field.facts[0]);
      return typeof value === 'boolean' ? value === node.isSet : null;
    }
    case 'text': {
      const { field, operator, pattern } = node;
      const texts = textsOf(field.name, row);
      const isLike =
        texts?.some((text) => like(pattern, text, operator === ':' ? field.colon : 'whole')) ?? null;
      return operator === '!=' && isLike !== null ? !isLike : isLike;
    }
    case 'number':
    default: {
      const { field, operator, value: limit } = node;
      const [fact] = field.facts;
      const values = fact ? [row.fact(fact)] : field.metrics.map((name) => row.metric(name));
      const known = values.filter((value) => typeof value === 'number' && !Number.isNaN(value)) as number[];
      if (known.length === 0) return null;
      const together = field.unit === 'seconds' ? Math.max(...known) : known.reduce((a, b) => a + b);
      const isAge = fact === 'started' || fact === 'seenRunning' || fact === 'oldestSnapshot';
      const value = isAge ? (row.now - together) / 1000 : together;
      const [isLess, isEqual] = [value < limit, value === limit];
      if (operator.length === 1)
        return operator === '>' ? !isLess && !isEqual : operator === '<' ? isLess : isEqual;
      return operator === '>=' ? !isLess : operator === '<=' ? isLess || isEqual : !isEqual;
    }
  }
}

function textsOf(name: string, row: Subject): readonly string[] | null {
  if (name === 'name' || name === 'id' || name === 'source') return [row[name]];
  if (name === 'host')
    return row.host === null ? null : [row.host, ...(row.hostName === null ? [] : [row.hostName])];
  const value = row.fact(name as (typeof factNames)[number]);
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? (value as string[]) : null;
}

function like(pattern: readonly string[], text: string, how: 'part' | 'start' | 'whole'): boolean {
  const body = pattern
    .map((piece) => piece.toLowerCase().replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`))
    .join('.*');
  const isWhole = how === 'whole' || pattern.length > 1;
  return new RegExp(isWhole ? `^(?:${body})$` : how === 'start' ? `^${body}` : body, 's').test(
    text.toLowerCase(),
  );
}

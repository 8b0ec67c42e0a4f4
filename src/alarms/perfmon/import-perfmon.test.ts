import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { InputError } from '../../model/error.ts';
import { dataSourceRules } from '../../model/xapi/data-source-rules.ts';
import type { MetricCondition, Rule } from '../rule/rule.ts';
import { bookOf } from '../test-rules.ts';
import { importPerfmon, type Imported } from './import-perfmon.ts';
import type { PerfmonClass } from './variable.ts';

function imported(xml: string, cls: PerfmonClass = 'VM', select = ''): Imported {
  return importPerfmon(xml, { file: 'a.xml', class: cls, prefix: 'perfmon', select });
}

function sample(name: string): string {
  return readFileSync(new URL(`../../../test/fixtures/perfmon/${name}.xml`, import.meta.url), 'utf8');
}

function variable(tags: Readonly<Record<string, string | number>>): string {
  const given = Object.entries({ name: 'x', alarm_trigger_level: 1, ...tags });
  return `<variable>${given.map(([tag, value]) => `<${tag} value="${value}"/>`).join('')}</variable>`;
}

/** The one rule of one variable. */
function ruleOf(tags: Readonly<Record<string, string | number>>, cls: PerfmonClass = 'VM'): Rule {
  const { text, leftOut } = imported(`<config>${variable(tags)}</config>`, cls);
  assert.deepEqual(leftOut, []);
  return bookOf(text).rules[0] as Rule;
}

/** What is said of the one variable that is left out. */
function reason(tags: Readonly<Record<string, string | number>>, cls: PerfmonClass = 'VM'): string {
  const { count, leftOut } = imported(`<config>${variable(tags)}</config>`, cls);
  assert.deepEqual([count, leftOut.length], [0, 1]);
  return leftOut[0]?.message ?? '';
}

/** What a rule compares, and when it is raised. */
function shown({ class: cls, conditions, amberForMs, notify }: Rule): string {
  const [{ metrics, instances, of, levels, unit }] = conditions as readonly [MetricCondition];
  const devices = instances === null ? '' : ` ${instances.source}`;
  const light = levels.red === null ? `amber ${levels.amber}` : `red ${levels.red}`;
  return `${cls} ${of} ${metrics.join(' ')}${devices} ${levels.sense} ${light} ${unit} ${amberForMs / 1000}s ${notify}`;
}

test('samples are rules of the same meaning, which load, and name what is left out', () => {
  const f = (name: string, cls: PerfmonClass, rules: readonly string[], leftOut: readonly string[]): void => {
    const made = imported(sample(name), cls);
    assert.deepEqual(bookOf(made.text).rules.map((rule) => `${rule.id} ${shown(rule)}`).sort(), [...rules].sort()); // prettier-ignore
    assert.deepEqual(made.leftOut.map(({ line, name: one }) => `${line} ${one}`), leftOut); // prettier-ignore
    assert.equal(made.count, rules.length);
  };
  const { text } = imported(sample('vm'));
  assert.deepEqual(new Set(bookOf(text).rules.map(({ keepMs, unknown }) => `${keepMs} ${unknown}`)), new Set(['0 ignore'])); // prettier-ignore
  f(
    'vm',
    'VM',
    [
      'perfmon.vm.cpu-usage VM average cpu.#.usage above red 0.9 ratio 240s red',
      'perfmon.vm.network-usage VM sum net.#.rx.bytes net.#.tx.bytes above amber 12500000 bytes/s 0s all',
      'perfmon.vm.disk-usage VM sum disk.#.read.bytes disk.#.write.bytes above amber 50000000 bytes/s 0s none',
      'perfmon.vm.memory-internal-free VM sum memory.available below amber 104857600 bytes 0s all',
      'perfmon.vm.hottest-cpu VM max cpu.#.usage above amber 0.95 ratio 30s all',
      'perfmon.vm.all-cpus VM sum cpu.#.usage above amber 2.5 ratio 0s all',
      'perfmon.vm.xvda-latency VM max disk.#.read.latency disk.#.write.latency ^(?:xvda)$ above amber 0.05 seconds 0s all',
    ],
    ['40 first_nic', '45 busy'],
  );
  f(
    'host',
    'host',
    [
      'perfmon.host.cpu-usage host average cpu.#.usage above amber 0.8 ratio 0s all',
      'perfmon.host.network-usage host sum net.#.rx.bytes net.#.tx.bytes ^(?:(en|eth)[a-z0-9]*)$ above red 100000000 bytes/s 0s red',
      'perfmon.host.memory-free-kib host sum memory.available below amber 1073741824 bytes 0s all',
      'perfmon.host.load host sum load.1m above amber 8 count 0s all',
    ],
    ['6 sr_io_throughput_total_0a1b2c3d'],
  );
  f(
    'control-domain',
    'VM',
    [
      'perfmon.host.fs-usage host max fs.#.usage ^(?:_)$ above amber 0.9 ratio 0s all',
      'perfmon.host.log-fs-usage host max fs.#.usage ^(?:var_log)$ above amber 0.9 ratio 0s all',
      'perfmon.host.mem-usage host sum memory.usage above amber 0.95 ratio 0s all',
    ],
    [],
  );
  f('sr', 'SR', [], ['2 physical_utilisation', '3 sr_io_throughput_total_per_host']);
});

test('each note is a comment at its rule', () => {
  const { text, notes } = imported(sample('vm'), 'VM', 'tag:db');
  assert.match(text, /^# Made of .*\n(# .*\n)+rules:\n {2}# /);
  assert.equal(text.includes('Without a selector'), false);
  assert.match(imported(sample('vm')).text, /^# Without a selector .*\nrules:$/m);
  const blocks = text.split(/(?<=notify: \w+\n)/);
  for (const { name, message } of notes) {
    const block = blocks.find((one) => one.includes(`Variable ${name} of`)) ?? '';
    assert.ok(block.includes(`  # ${message}\n`), `${name}: ${message}`);
    assert.match(block, /select: "tag:db"/);
  }
  const of = (one: string): string => notes.filter(({ name }) => name === one).map(({ message }) => message).join('\n'); // prettier-ignore
  assert.match(of('cpu_usage'), /1800 s is not kept.*\nwhere one of several values is unknown/);
  assert.match(of('memory_internal_free'), /missing is 0 to perfmon/);
  assert.match(of('disk_usage'), /which have other names \(vda, sda\)/);
  assert.match(
    of('xvda_latency'),
    /where xvda is none of them.*\n"flush" of rrd_regex matches nothing that is known[^]*greatest of the means/,
  );
  assert.match(of('hottest_cpu'), /period 90 s/);
});

test('a regular expression means the metrics of the data sources that it matches', () => {
  const metrics = (rrd_regex: string, cls: PerfmonClass = 'VM'): string =>
    shown(ruleOf({ rrd_regex }, cls)).replace(/ (above|below) .*/, '');
  assert.equal(metrics('vif_[0-9]+_tx'), 'VM sum net.#.tx.bytes');
  assert.equal(metrics('vbd_.*_read_latency'), 'VM sum disk.#.read.latency');
  assert.equal(metrics('vbd_(xvda|sd[a-c])_iops_.*'), 'VM sum disk.#.read.requests disk.#.write.requests ^(?:xvda|sd[a-c])$'); // prettier-ignore
  assert.equal(metrics('cpu[0-3]'), 'VM sum cpu.#.usage ^(?:[0-3])$');
  assert.equal(metrics('^cpu_usage$'), 'VM sum cpu.usage');
  assert.equal(metrics('pif_aggr_[rt]x', 'host'), 'host sum net.rx.bytes net.tx.bytes');
  assert.equal(metrics('pif_bond0_rx', 'host'), 'host sum net.#.rx.bytes ^(?:bond0)$');
});

test('values that virtscope lacks, or that XAPI does not keep, are named', () => {
  const notes = (rrd_regex: string, cls: PerfmonClass = 'VM'): string[] => {
    const made = imported(`<config>${variable({ rrd_regex })}</config>`, cls);
    assert.equal(made.count, 1);
    return made.notes
      .map(({ message }) => message)
      .filter((one) => !one.startsWith('alarm_auto_inhibit'))
      .sort();
  };
  assert.deepEqual(notes('vif_[0-9]+_.*'), [
    'vif_#_rx_errors is not compared: XAPI keeps it only where that is switched on',
    'vif_#_tx_errors is not compared: XAPI keeps it only where that is switched on',
  ]);
  const lacks = (name: string): string => `rrd_regex matches ${name} too, which is not compared: virtscope has no metric for it`; // prettier-ignore
  assert.deepEqual(notes('vbd_.*_iops_.*'), [lacks('vbd_#_iops_total')]);
  assert.deepEqual(notes('cpu.*', 'host'), [lacks('cpu#-C0'), lacks('cpu#-P0')]);
  assert.deepEqual(notes('cpu[0-9]+'), []);
  assert.deepEqual(notes('vif_[0-9]+_rx_errors'), []);
  assert.deepEqual(notes('cpu[0-9]+|runstate_blocked|nothing'), ['"nothing" of rrd_regex matches nothing that is known', lacks('runstate_blocked')]); // prettier-ignore
});

test('every level is converted by the factor of the table that XAPI clients are served by', () => {
  for (const { class: cls, name, factor } of dataSourceRules) {
    const rrd_regex = name.replace('#', /^(cpu|vif)/.test(name) ? '[0-9]+' : 'xvda');
    const { conditions } = ruleOf({ rrd_regex, alarm_trigger_level: 768 }, cls);
    const level = conditions[0]?.levels.amber;
    assert.ok(Math.abs((level ?? 0) * factor - 768) < 1e-9, name);
  }
});

test('what cannot be one rule is left out, with its reason', () => {
  const f = (tags: Record<string, string | number>, want: RegExp, cls: PerfmonClass = 'VM'): void =>
    assert.match(reason(tags, cls), want);
  f({}, /it has no rrd_regex/);
  f({ rrd_regex: 'vbd_xvda_.*' }, /several units \(B\/s, μs, requests\/s, MiB\/s\): vbd_#_read,/);
  f({ rrd_regex: 'memory(_target)?' }, /two names of one metric/);
  f({ rrd_regex: 'vbd_(xvda_read|xvdb_write)' }, /other devices of each/);
  f({ rrd_regex: 'vif_1_.x' }, /interface 1: .* MAC address/);
  f({ rrd_regex: 'cpu(?=0)' }, /looking around are not taken/);
  f({ rrd_regex: 'vbd_(xvd|hd)+_read' }, /^instances: repetitions within repetitions/);
  f({ name: 'cpu_usage', alarm_trigger_level: '-1' }, /^alarm_trigger_level is no number/);
  f({ name: 'cpu_usage', alarm_trigger_level: 'nan' }, /^alarm_trigger_level is no number/);
  f(
    { name: 'cpu_usage', alarm_trigger_sense: 'up', alarm_priority: 9 },
    /^alarm_trigger_sense is not high, low; alarm_priority is not 1, 2/,
  );
  f({ name: 'cpu_usage', consolidation_fn: 'median' }, /^consolidation_fn is not sum/);
  f({ name: 'x', rrd_regex: 'iops_total_.*' }, /no data source of a host/, 'host');
  const { leftOut } = imported(`<config>\n${variable({ name: 'cpu_usage' })}\n <variable/>${variable({ name: 'cpu_usage' })}</config>`); // prettier-ignore
  assert.deepEqual(leftOut, [
    { line: 3, column: 2, name: '', message: 'it has no name' },
    { line: 3, column: 13, name: 'cpu_usage', message: 'another variable is named cpu_usage already' },
  ]);
  const wrong = imported(`<config>${variable({ name: 'cpu_usage' })}</config>`, 'VM', 'cpu.usage>1%');
  assert.match(wrong.leftOut[0]?.message ?? '', /^select: /);
});

test('tags that perfmon does not read are named', () => {
  const { notes } = imported(`<config><variable><name value="cpu_usage"/><alarm_trigger_level value="1"/><alarm_level value="2"/><name value="b"/></variable></config>`); // prettier-ignore
  assert.deepEqual(notes.slice(2).map(({ message }) => message), ['perfmon does not read its tag alarm_level', 'perfmon does not read its tag name']); // prettier-ignore
});

test('XML that is wrong or too much is refused with its place', () => {
  const f = (xml: string, want: RegExp): void =>
    assert.throws(
      () => imported(xml),
      (error) => {
        assert.ok(error instanceof InputError && error.code === 'RULES_INVALID');
        assert.match(error.message, want);
        return true;
      },
    );
  f('', /^Cannot read perfmon: a\.xml:1:1: config: /);
  f('<config>\n<variable></config>', /^Cannot read perfmon: a\.xml:2:\d+: config: unexpected close tag/i);
  f('<rules/>', /<rules> is not <config>/);
  f('<config><name value="x"/></config>', /<name> is not <variable>/);
  f('<config><variable><name><b/></name></variable></config>', /nested deeper/);
  f(`<config>${'<variable/>'.repeat(1001)}</config>`, /more than 1000 variables/);
  f(`<config><variable>${'<a/>'.repeat(20_001)}</variable></config>`, /more than 20000 elements/);
  f(`<config>${' '.repeat(262_144)}</config>`, /more than 262144 characters/);
  f(`<config>${variable({ name: 'a'.repeat(1001) })}</config>`, /value has more than 1000 characters/);
  f('<!DOCTYPE a [<!ENTITY b "c">]><config><variable><name value="&b;"/></variable></config>', /entity/);
});

test('whatever a configuration says, its rules load and its comments are comments', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom('cpu_usage', 'disk_usage', 'cpu[0-9]+', '0.5', '300')); // prettier-ignore
  const tag = fc.constantFrom(
    'name',
    'rrd_regex',
    'alarm_trigger_level',
    'alarm_trigger_period',
    'alarm_priority',
    'other',
  );
  fc.assert(
    fc.property(fc.array(fc.array(fc.tuple(tag, text))), (variables) => {
      const escaped = (value: string): string => value.replaceAll(/[^a-z0-9_[\]+.]/gu, (one) => (/[\p{L}\p{P}\p{S}\n\t]/u.test(one) ? `&#${one.codePointAt(0)};` : '?')); // prettier-ignore
      const xml = variables.map((tags) => `<variable>${tags.map(([name, value]) => `<${name} value="${escaped(value)}"/>`).join('')}</variable>`); // prettier-ignore
      const { text: yaml, count } = imported(`<config>${xml.join('')}</config>`);
      assert.equal(bookOf(yaml).rules.length, count);
    }),
    { numRuns: 300 },
  );
});

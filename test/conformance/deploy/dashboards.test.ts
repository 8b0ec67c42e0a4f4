import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { makeTestApi } from '../../../src/api/fixture.ts';
import { placesOf } from '../../../src/prometheus/mod.ts';
import { entityClasses } from '../../../src/model/classes.ts';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { x: number; y: number; w: number; h: number };
  readonly targets?: readonly { readonly expr: string; readonly refId: string }[];
  readonly fieldConfig?: { readonly defaults: { readonly custom?: { readonly spanNulls?: boolean } } };
}

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { name: string; query: string | { query: string } }[] };
}

const files = globSync('deploy/grafana/*.json').toSorted();
const dashboards = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Dashboard);
const charts = dashboards.flatMap(({ panels }) => panels).filter(({ type }) => type !== 'row');
const expressions = charts.flatMap(({ targets }) => (targets ?? []).map(({ expr }) => expr));
const queries = dashboards.flatMap(({ templating }) =>
  templating.list.flatMap(({ query }) => (typeof query === 'string' ? [] : query.query)),
);
const configuration = 'deploy/prometheus/prometheus.yml';

/** Labels that Prometheus itself adds to every sample, and its own metrics of a target. */
const scraped = ['instance', 'job'];
const ofTarget = ['up', 'scrape_duration_seconds'];

/** Every name the exposition can have, with its labels: of the vocabulary, and what a scrape has beside it. */
async function vocabulary(): Promise<Map<string, Set<string>>> {
  const known = new Map<string, Set<string>>(ofTarget.map((name) => [name, new Set(scraped)]));
  const add = (name: string, labels: Iterable<string>): void => {
    known.set(name, new Set([...scraped, ...labels]));
  };
  for (const cls of entityClasses) {
    const own = cls === 'VM' ? ['uuid', 'name'] : ['id', 'name'];
    for (const { family, label } of placesOf(cls).values()) {
      add(family.name, label === null ? own : [...own, label]);
    }
  }
  await using api = await makeTestApi();
  api.poll([
    [api.enter('VM', 'aaaa'), { 'cpu.usage': 1 }],
    [api.enter('host', 'f00d'), {}],
  ]);
  const { body } = await api.app.inject({ url: '/metrics', headers: { accept: 'text/plain' } });
  for (const [, name = '', labels = ''] of body.matchAll(/^(virtscope_\w+)\{(.*)\} \S+$/gm)) {
    add(
      name,
      Array.from(labels.matchAll(/(\w+)="/g), ([, label = '']) => label),
    );
  }
  return known;
}

/**
 * An expression without what only filters it (`and on (…) virtscope_vm_info{…}`), and those filters, each as if it were
 * grouped by the labels that it is joined on.
 */
function operands(expression: string): string[] {
  const joined: string[] = [];
  const rest = expression.replaceAll(
    / and on \(([^)]*)\) (\w+\{[^}]*\})/g,
    (_, on: string, filter: string) => {
      joined.push(`max by (${on}) (${filter})`);
      return '';
    },
  );
  return [rest, ...new Set(joined)];
}

/** The selectors of an expression: metric names with the labels that their matchers name. */
function selectors(expression: string): { name: string; labels: string[] }[] {
  const found = expression.matchAll(/\b(virtscope_\w+|up|scrape_\w+)\b(?:\{([^}]*)\})?/g);
  return Array.from(found, ([, name = '', matchers = '']) => ({
    name,
    labels: Array.from(matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g), ([, label = '']) => label),
  }));
}

test('every metric and label of a dashboard is in the exposition', async () => {
  const known = await vocabulary();
  assert.ok(expressions.length > 50);
  for (const expression of [...expressions, ...queries].flatMap(operands)) {
    const found = selectors(expression);
    assert.ok(found.length > 0, expression);
    const grouped = Array.from(expression.matchAll(/by \(([^)]*)\)/g), ([, list = '']) => list.split(', '));
    const asked = /^label_values\(\w+, (\w+)\)$/.exec(expression)?.slice(1) ?? [];
    for (const { name, labels } of found) {
      for (const label of [...labels, ...grouped.flat(), ...asked]) {
        assert.ok(known.get(name)?.has(label), `${name} has no label ${label}: ${expression}`);
      }
      assert.ok(known.has(name), `${name}: ${expression}`);
    }
  }
});

test('identities of dashboards, panels and queries are unique', () => {
  const unique = (of: readonly unknown[], what: string): void =>
    assert.equal(new Set(of).size, of.length, `${what}: ${of.join(' ')}`);
  assert.deepEqual(
    files.map((file) => basename(file)),
    ['host.json', 'itself.json', 'machines.json'],
  );
  for (const key of ['uid', 'title'] as const) unique(dashboards.map((dashboard) => dashboard[key]), key); // prettier-ignore
  for (const { title, panels } of dashboards) {
    unique(panels.map(({ id }) => id), title); // prettier-ignore
    for (const panel of panels) unique((panel.targets ?? []).map(({ refId }) => refId), panel.title); // prettier-ignore
  }
});

test('panels do not overlap and stay within the width of a dashboard', () => {
  for (const { panels, title } of dashboards) {
    const taken = new Map<string, string>();
    for (const { gridPos, title: panel } of panels) {
      const { x, y, w, h } = gridPos;
      assert.ok(x + w <= 24, panel);
      for (let cell = 0; cell < w * h; cell++) {
        const place = `${x + (cell % w)},${y + Math.floor(cell / w)}`;
        assert.equal(taken.get(place), undefined, `${title}: ${panel}`);
        taken.set(place, panel);
      }
    }
  }
});

test('gaps are drawn as gaps', () => {
  const drawn = charts.filter(({ type }) => type === 'timeseries' || type === 'state-timeline');
  assert.ok(drawn.length > 30);
  for (const { title, fieldConfig } of drawn) {
    assert.equal(fieldConfig?.defaults.custom?.spanNulls, false, title);
  }
});

test('variables of a dashboard are those its expressions use', () => {
  for (const { title, panels, templating } of dashboards) {
    const text = JSON.stringify([panels, templating.list.map(({ query }) => query)]);
    const used = new Set(Array.from(text.matchAll(/\$\{?([a-z]\w*)/g), ([, name = '']) => name));
    assert.deepEqual([...used].toSorted(), templating.list.map(({ name }) => name).toSorted(), title);
  }
});

test('the scrape configuration names the job that the dashboards look for', () => {
  const { scrape_configs: jobs } = parse(readFileSync(configuration, 'utf8')) as {
    scrape_configs: { job_name: string; metrics_path: string }[];
  };
  assert.deepEqual(
    jobs.map((job) => [job.job_name, job.metrics_path]),
    [['virtscope', '/metrics']],
  );
  const named = expressions.flatMap((text) =>
    Array.from(text.matchAll(/job="([^"]*)"/g), ([, job = '']) => job),
  );
  assert.deepEqual([...new Set(named)], ['virtscope']);
});

const promtool = spawnSync('promtool', ['--version']).error === undefined;
const skip = promtool ? false : 'promtool is not installed (Debian: prometheus)';

test('Prometheus accepts the configuration and every expression', { skip }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'virtscope-rules-'));
  try {
    const rules = expressions.map((expression, i) => ({
      record: `virtscope:dashboard:${i}`,
      expr: expression.replaceAll('$__interval', '15s').replaceAll(/\$[a-z]+/g, '.*'),
    }));
    const file = join(directory, 'rules.yml');
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboards', rules }] }));
    for (const args of [
      ['config', configuration],
      ['rules', file],
    ]) {
      const { status, stdout, stderr } = spawnSync('promtool', ['check', ...args], { encoding: 'utf8' });
      assert.equal(status, 0, stdout + stderr);
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});

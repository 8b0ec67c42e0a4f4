import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import { checkArchitecture } from './architecture.ts';

/** Faults found in a tree of these files. */
function faults(files: Readonly<Record<string, string>>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'virtscope-tree-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    return checkArchitecture(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

it('checkArchitecture refuses what points the wrong way', () => {
  const f = (file: string, from: string, want: RegExp | null, kind = ''): void => {
    const found = faults({ [file]: `import ${kind}{ x } from '${from}';\n` });
    if (want) assert.match(found.join(), want, `${file} ← ${from}`);
    else assert.deepEqual(found, [], `${file} ← ${from}`);
  };
  f('src/model/a.ts', '../lib/b.ts', /model imports nothing/);
  f('src/lib/a.ts', '../model/b.ts', null);
  f('src/lib/a.ts', '../store/mod.ts', /lib imports/);
  f('src/sources/host/a.ts', '../libvirt/mod.ts', /a source imports only/);
  f('src/sources/host/a.ts', '../../store/mod.ts', /a source imports only/);
  f('src/sources/libvirt/a.ts', '@virtscope/libvirt', null);
  f('src/sources/host/a.ts', '../../config/mod.ts', /config knows all sources/);
  f('src/config/a.ts', '../sources/host/config.ts', null);
  f('src/config/a.ts', '../store/config.ts', null);
  f('src/config/a.ts', '../sources/host/mod.ts', /only its config.ts/);
  f('src/store/a.ts', '../config/mod.ts', /config knows all/);
  f('src/cli/a.ts', '../config/mod.ts', null);
  f('src/serve/a.ts', '../config/mod.ts', null);
  f('src/demo/wire/a.ts', '../../store/mod.ts', /the demo imports only/);
  f('src/demo/a.ts', '../sources/libvirt/mod.ts', /the demo imports only/);
  f('src/demo/a.ts', '@virtscope/libvirt', null);
  f('src/api/a.ts', '../demo/mod.ts', /only serve/);
  f('src/api/a.ts', '../sources/host/mod.ts', /only serve/);
  f('src/api/a.ts', '../store/ring.ts', /through its mod.ts/);
  f('src/api/a.ts', '../store/mod.ts', null);
  f('src/remote/query/a.ts', '../../store/mod.ts', null);
  f('src/remote/query/a.ts', '../../store/ring.ts', /through its mod.ts/);
  f('src/remote/query/a.ts', '../write/post.ts', /through its mod.ts/);
  f('src/store/a.ts', '../remote/query/mod.ts', /the store imports only/);
  f('src/main.ts', './sources/host/mod.ts', null);
  f('src/api/a.ts', '../main.ts', /imported by none/);
  f('console/src/data/a.ts', '../../../src/api/wire/b.ts', null, 'type ');
  f('console/src/data/a.ts', '../../../src/api/wire/b.ts', /types of api\/wire/);
  f('console/src/a.tsx', '../../src/api/mod.ts', /types of api\/wire/, 'type ');
  f('console/src/a.tsx', '../../src/model/unit.ts', null);
  f('console/src/a.tsx', '../../src/model/light.ts', null);
  f('console/src/a.tsx', '../../src/model/entity.ts', /the vocabulary of model/, 'type ');
  f('console/src/a.tsx', '../../src/model/series.ts', /the vocabulary of model/);
  f('console/src/a.tsx', '../../src/lib/sse.ts', /the vocabulary of model/);
  f('src/cli/top/a.ts', '../../api/wire/b.ts', null, 'type ');
  f('src/cli/top/a.ts', '../../api/wire/b.ts', /only types of api\/wire/);
  f('src/cli/a.ts', '../api/mod.ts', /only types of api\/wire/);
  f('src/cli/a.ts', '../pipeline/mod.ts', /only types of api\/wire/);
  f('src/cli/a.ts', '../store/mod.ts', null);
  f('src/cli/a.ts', '../alarms/mod.ts', null);
  f('src/cli/a.ts', '../store/open.ts', /through its mod.ts/);
  f('src/cli/a.ts', '../../console/src/b.ts', /imported by none/);
  f('src/api/wire/a.ts', '../context.ts', /api\/wire imports only/, 'type ');
  f('packages/libvirt/src/a.ts', '../../../src/model/b.ts', /a package imports/);
});

it('checkArchitecture finds cycles, but not of types alone', () => {
  const files = (kind: string): Record<string, string> => ({
    'src/store/a.ts': `import ${kind}{ b } from './b.ts';\n`,
    'src/store/b.ts': `import { a } from './a.ts';\n`,
  });
  assert.match(faults(files('')).join(), /^cycle: /);
  assert.deepEqual(faults(files('type ')), []);
});

it('checkArchitecture finds folders of more than 22 files, those for tests not counted', () => {
  const files = (count: number, folder = 'src/store'): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`${folder}/part${i}.ts`, '']));
  const forTests = ['a.test.ts', 'a.bench.ts', 'test-a.ts', 'fixture.ts', 'fixtures/a.json', 'test/a.ts'];
  const more = Object.fromEntries(forTests.map((name) => [`src/store/${name}`, '']));
  assert.deepEqual(faults({ ...files(22), ...files(22, 'src/store/head'), ...more }), []);
  const want = (folder: string): string[] => [
    `${folder} has 23 files that are not tests, at most 22: make sub-folders`,
  ];
  for (const folder of ['src/store', 'packages/rrd/src', 'console/src/charts', 'lab', 'bench', 'tools']) {
    assert.deepEqual(faults(files(23, folder)), want(folder));
  }
  assert.deepEqual(faults({ ...files(23, 'lab/node_modules/a'), ...files(23, 'deploy') }), []);
});

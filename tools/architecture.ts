import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { crowdedFolders } from './crowded-folders.ts';

/**
 * The direction of dependencies (design: packages, model and lib import nothing of ours; sources and the demo only
 * those and never one another; features meet at their mod.ts; the store imports no other feature; api never imports
 * a source; config joins what sources and features export from their config.ts (docs/adr/0017); only serve/ imports
 * every room; console and cli share the types of api/wire with the API; the console has besides only the vocabulary of
 * model, the cli only what its commands without a server read).
 * Returns one line per import that breaks it, one per cycle between files, and one per folder with too many files.
 */
export function checkArchitecture(root: string): string[] {
  const graph = new Map<string, Import[]>();
  for (const file of globSync(['src/**/*.ts', 'packages/*/src/**/*.ts', 'console/src/**/*.{ts,tsx}'], {
    cwd: root,
  })) {
    if (!isForTests(file)) graph.set(file, imports(root, file));
  }
  const wrong: string[] = [];
  for (const [file, targets] of graph) {
    for (const { target, typeOnly } of targets) {
      const reason = verdict(file, target, typeOnly);
      if (reason) wrong.push(`${file} imports ${target}: ${reason}`);
    }
  }
  return [...wrong, ...cycles(graph), ...crowdedFolders(root)];
}

interface Import {
  readonly target: string;
  /** It imports types alone, which do not exist at run time: two files may import each other's types. */
  readonly typeOnly: boolean;
}

/** Tests, benchmarks and what only they share. */
function isForTests(file: string): boolean {
  return /\.(test|bench)\.ts$|\/(fixture|test-[\w-]+)\.ts$/.test(file);
}

/** Rooms that may be imported from everywhere above them. */
const floor = new Set(['model', 'lib']);

const wire = 'src/api/wire/';

/** Tables of model that the console draws with. */
const vocabulary = new Set(
  [
    'access/role',
    'classes',
    'facts',
    'light',
    'metrics',
    'reason',
    'select/mod',
    'select/rows',
    'select/suggest',
    'text/labels',
    'text/metric-text',
    'text/quantity',
    'text/state-word',
    'unit',
    'vocabulary',
  ].map((name) => `src/model/${name}.ts`),
);

/** Features that commands read themselves, where no server runs. */
const offline = new Set(['alarms', 'auth', 'store', 'stats']);

function verdict(file: string, target: string, typeOnly: boolean): string | null {
  const from = room(file);
  const to = room(target);
  if (file.startsWith(wire) && !target.startsWith(wire) && to !== 'model') {
    return 'api/wire imports only model';
  }
  if (from === to) return null;
  if (from === 'main') return null;
  if (target.startsWith(wire) && (from === 'console' || from === 'cli') && typeOnly) return null;
  if (from === 'console') {
    return vocabulary.has(target)
      ? null
      : 'the console imports only types of api/wire and the vocabulary of model';
  }
  if (to === 'console') return 'the console is imported by none';
  if (to === 'main') return 'main.ts and serve/ put the rooms together and are imported by none';
  if (from.startsWith('packages/')) return 'a package imports nothing of ours';
  if (from === 'model') return 'model imports nothing of ours';
  if (from === 'lib' && to !== 'model') return 'lib imports nothing of ours but model';
  if (to.startsWith('packages/') && from !== 'lib') return null;
  if (floor.has(to)) return null;
  if (from === 'config') {
    return target.endsWith('/config.ts') ? null : 'config imports of a source or feature only its config.ts';
  }
  if (to === 'config' && from !== 'cli')
    return 'config knows all sources and features: only serve/ and cli import it';
  if (from.startsWith('sources/')) return 'a source imports only model, lib and packages';
  if (from === 'demo') return 'the demo imports only model, lib and packages';
  if (to.startsWith('sources/')) return 'only serve/ imports sources';
  if (to === 'demo') return 'only serve/ starts the demo';
  if (from === 'store') return 'the store imports only model, lib and packages';
  if (from === 'cli' && to !== 'config' && !offline.has(to)) {
    return 'the cli asks a server: it imports only types of api/wire';
  }
  return target.endsWith('/mod.ts') ? null : 'another feature is entered through its mod.ts';
}

/** The room a file is in: `src/store/head/ring.ts` → `store`, `src/sources/host/poll.ts` → `sources/host`. */
function room(file: string): string {
  const [top = '', second = '', third = ''] = file.split('/');
  if (top === 'packages') return `packages/${second}`;
  if (top === 'console') return 'console';
  if (second === 'main.ts' || second === 'serve') return 'main';
  return second === 'sources' || second === 'remote' ? `${second}/${third}` : second;
}

function imports(root: string, file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found: Import[] = [];
  for (const [, type, fixed, , dynamic] of text.matchAll(
    /^(?:import|export)( type)?\b[^;]*?from '([^']+)'|\b(import)\('(\.[^']+)'\)/gm,
  )) {
    const from = fixed ?? dynamic ?? '';
    const typeOnly = type !== undefined;
    if (from.startsWith('.')) found.push({ target: normalize(join(dirname(file), from)), typeOnly });
    else if (from.startsWith('@virtscope/')) {
      found.push({ target: `packages/${from.split('/')[1]}/src/mod.ts`, typeOnly });
    }
  }
  return found;
}

function cycles(graph: ReadonlyMap<string, readonly Import[]>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push(`cycle: ${[...path.slice(at), file].join(' → ')}`);
    if (at >= 0 || done.has(file)) return;
    for (const { target, typeOnly } of graph.get(file) ?? []) if (!typeOnly) walk(target, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return found;
}

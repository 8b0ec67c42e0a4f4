// The door of every npm script. Plain JavaScript for any Node >= 20: it installs what is missing, builds the console
// where a script needs it, and goes on under the pinned Node (an older system Node then does not matter).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { become, run } from './run.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const pinned = join(modules, '.bin', 'node');
const dist = join(root, 'console', 'dist');
/** What a step says goes to standard error: standard output is the script's own. */
const quietly = { cwd: root, stdio: ['ignore', 2, 2] };

/** What each npm script runs, and whether it serves the console. */
const scripts = {
  start: { run: ['src/main.ts', 'serve'], console: true },
  test: { run: ['tools/test.ts'], console: true },
  check: { run: ['tools/check.ts'], console: false },
  unit: { run: ['tools/unit.ts'], console: false },
  lab: { run: ['lab/main.ts'], console: false },
  bench: { run: ['bench/main.ts'], console: false },
  format: { run: ['node_modules/oxfmt/bin/oxfmt'], console: false },
};

const [script, ...args] = process.argv.slice(2);
const chosen = scripts[script];
if (!chosen) fail(`Cannot run script: "${script}" is none of ${Object.keys(scripts).join(', ')}`);
endWithNpm();
await install();
await makeRunnable();
if (chosen.console) await buildConsole();
await become(pinned, [...chosen.run, ...args], { cwd: root, stdio: 'inherit' });

/** npm passes SIGINT and SIGTERM on; by any other signal it dies alone. */
function endWithNpm() {
  if (!process.env['npm_lifecycle_event']) return;
  const npm = process.ppid;
  const look = () => {
    if (process.ppid !== npm) process.kill(process.pid, 'SIGTERM');
  };
  setInterval(look, 1000).unref();
}

async function install() {
  if (isInstalled()) return;
  say('installing (once; about half a minute)');
  const npm = process.env['npm_execpath'];
  // --include=dev: the console is built here, also where NODE_ENV says production.
  const line = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev', '--include=optional'];
  const [command, ...before] = npm ? [process.execPath, npm] : ['npm'];
  if ((await run(command, [...before, ...line], quietly)) !== 0)
    fail('Cannot install: npm ci did not succeed');
  if (!existsSync(pinned)) fail(`Cannot install: no Node 26 package for ${process.platform} ${process.arch}`);
}

/** Compares the lock with npm's own note of what it installed. */
function isInstalled() {
  const note = join(modules, '.package-lock.json');
  if (!existsSync(pinned) || !existsSync(note)) return false;
  const [wanted, there] = [join(root, 'package-lock.json'), note].map(
    (file) => JSON.parse(readFileSync(file, 'utf8')).packages,
  );
  return Object.entries(wanted).every(([path, { optional, version, integrity }]) => {
    if (path === '') return true;
    const noted = there[path];
    return noted ? noted.version === version && noted.integrity === integrity : optional;
  });
}

async function buildConsole() {
  const stamp = join(dist, '.built-from');
  const wanted = fingerprint([
    'package-lock.json',
    ...files('console', ['dist', 'node_modules']),
    ...files('src/model', []),
  ]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('building the console');
  const vite = join(modules, 'vite', 'bin', 'vite.js');
  if ((await run(pinned, [vite, 'build', 'console', '--logLevel', 'warn'], quietly)) !== 0)
    fail('Cannot build the console: vite did not succeed');
  writeFileSync(stamp, wanted);
}

/** A bare Debian lacks one library of Node 26; root gets it installed, other users a message. */
async function makeRunnable() {
  const tried = spawnSync(pinned, ['--version'], { encoding: 'utf8' });
  if (tried.stdout?.startsWith('v26.')) return;
  const lacking = /lib[\w.+-]+\.so[.\d]*/.exec(tried.stderr ?? '')?.[0];
  if (lacking !== 'libatomic.so.1')
    fail(`Cannot start Node 26: ${tried.stderr || tried.stdout || tried.error}`);
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    fail('Cannot start Node 26: libatomic.so.1 is missing; install it (Debian: apt-get install libatomic1)');
  }
  say('installing libatomic1, which Node 26 needs');
  const quiet = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 2],
  };
  const wanted = ['-o', 'DPkg::Lock::Timeout=600', 'install', '--no-install-recommends', 'libatomic1'];
  await run('apt-get', ['-qq', 'update'], quiet);
  if ((await run('apt-get', ['-qqy', ...wanted], quiet)) !== 0)
    fail('Cannot install libatomic1: apt-get did not succeed');
}

function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const path of paths)
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  return hash.digest('hex');
}

function files(folder, except) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => !except.includes(name.split(/[\\/]/)[0]))
    .map((name) => join(folder, name))
    .filter((path) => statSync(join(root, path)).isFile())
    .toSorted();
}

function say(what) {
  process.stderr.write(`virtscope: ${what}\n`);
}

function fail(what) {
  say(what);
  process.exit(1);
}

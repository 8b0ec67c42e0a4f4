import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { downloadPackages, refreshPackageLists } from '../../lab/host/packages.ts';
import { run } from '../../lab/host/run.ts';

/** The distribution's packages of the peers, each with a file that shows it is there. */
const PACKAGES: Readonly<Record<string, string>> = {
  prometheus: 'usr/bin/prometheus',
  'victoria-metrics': 'usr/bin/victoria-metrics',
  rrdcached: 'usr/bin/rrdcached',
  'python3-rrdtool': 'usr/lib/python3/dist-packages/rrdtool-0.1.10.egg-info',
};

/** npm's package of DuckDB, which is for the bench alone and no dependency of ours. */
const DUCKDB = '@duckdb/node-api@1.5.6-r.1';

/** Unpacked here, not installed: an installation would start their servers. */
const root = resolve('test-output/peers');

/** Gets the peers that are not there yet. */
export async function unpackPeers(log: (line: string) => void): Promise<void> {
  if (!existsSync(duckdbLibrary)) {
    log(`peers: installing ${DUCKDB}`);
    await mkdir(root, { recursive: true });
    await run('npm', ['install', '--prefix', root, '--no-save', '--no-audit', '--no-fund', DUCKDB]);
  }
  const missing = Object.keys(PACKAGES).filter((name) => !existsSync(join(root, PACKAGES[name] ?? '')));
  if (missing.length === 0) return;
  log(`peers: downloading ${missing.join(' ')}`);
  const directory = await mkdtemp(join(tmpdir(), 'virtscope-peers-'));
  try {
    await refreshPackageLists();
    await downloadPackages(missing, directory);
    await mkdir(root, { recursive: true });
    for (const file of await readdir(directory)) await run('dpkg', ['-x', join(directory, file), root]);
  } finally {
    await rm(directory, { recursive: true });
  }
}

export const duckdbLibrary = join(root, 'node_modules/@duckdb/node-api/lib/index.js');

export const program = (name: string): string => join(root, 'usr/bin', name);

/** Where Python finds librrd's binding. */
export const pythonPath = [join(root, 'usr/lib/python3/dist-packages'), process.env['PYTHONPATH'] ?? '']
  .filter(Boolean)
  .join(delimiter);

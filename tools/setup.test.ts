import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';

/** A checkout as small as can be; `change` makes something of the lock and of npm's note of what it installed. */
function starts(change: (wanted: Packages, noted: Packages) => void): { installs: boolean; output: string } {
  const root = mkdtempSync(join(tmpdir(), 'virtscope-setup-'));
  try {
    cpSync('tools', join(root, 'tools'), { recursive: true });
    cpSync('package.json', join(root, 'package.json'));
    mkdirSync(join(root, 'node_modules', '.bin'), { recursive: true });
    symlinkSync(process.execPath, join(root, 'node_modules', '.bin', 'node'));
    const wanted = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;
    const noted = JSON.parse(readFileSync('node_modules/.package-lock.json', 'utf8')) as Lock;
    change(wanted.packages, noted.packages);
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify(wanted));
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify(noted));
    writeFileSync(join(root, 'npm.mjs'), `console.log('npm ran'); process.exitCode = 1;`);
    writeFileSync(join(root, 'tools', 'unit.ts'), `console.log('the script ran');`);
    const env = { ...process.env, npm_execpath: join(root, 'npm.mjs') };
    const done = spawnSync(process.execPath, [join(root, 'tools', 'setup.mjs'), 'unit'], {
      encoding: 'utf8',
      env,
    });
    const output = done.stdout + done.stderr;
    assert.notEqual(output.includes('npm ran'), output.includes('the script ran'), output);
    return { installs: output.includes('npm ran'), output };
  } finally {
    rmSync(root, { recursive: true });
  }
}

type Packages = Record<string, { version: string; optional?: boolean }>;
type Lock = { packages: Packages };

describe('npm start', () => {
  it('does not install what a plain npm ci has installed', () => {
    const { installs, output } = starts(() => {});
    assert.equal(installs, false, output);
  });

  it('installs when a package is missing or has another version than the lock', () => {
    const { installs } = starts((wanted) => void (wanted['node_modules/fastify']!.version = '0.0.1'));
    assert.equal(installs, true);
    assert.equal(starts((_, noted) => delete noted['node_modules/fastify']).installs, true);
  });
});

import { spawn } from 'node:child_process';
import { openSync, closeSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { LabError } from '../error.ts';
import { endProcess } from '../host/process.ts';
import { unpackedParts } from '../host/parts.ts';
import { makeDirectories } from '../image/ensure.ts';
import { labDir } from '../paths.ts';
import { until } from '../until.ts';
import { clearRoots, hierarchies, makeCgroups, removeCgroups } from './cgroup.ts';
import { writeHostFiles } from './files.ts';
import type { TestHost } from './host.ts';
import { plugIn } from './network.ts';
import { initOf, outerPid, pidFile } from './process.ts';
import { sshdListens } from './faults/sshd.ts';
import { virshOn } from './virsh.ts';

/**
 * Starts a host; resolves when its libvirt answers and its sshd listens.
 *
 * @throws {LabError} `LAB_HOST_DOWN` with the last lines of its log where it ends instead, as in a container without rights.
 */
export async function boot(host: TestHost): Promise<void> {
  await makeDirectories([host.folder]);
  await writeHostFiles(host);
  const log = join(host.folder, 'log');
  const output = openSync(log, 'w');
  const hostInit = join(import.meta.dirname, 'host-init');
  const child = spawn('sh', [hostInit, host.name], {
    detached: true,
    stdio: ['ignore', output, output],
    cwd: '/',
    env: {
      ...process.env,
      FOLDER: host.folder,
      LAB: labDir,
      PARTS: unpackedParts,
      REAPER: join(import.meta.dirname, '..', 'host', 'reaper.pl'),
      ADDRESS: host.address,
      JOIN: makeCgroups(host).join('\n'),
      CGROUPS: hierarchies()
        .map(({ path, type, options }) => `${path} ${type} ${options}`)
        .join('\n'),
    },
  });
  closeSync(output);
  child.unref();
  writeFileSync(pidFile(host), String(child.pid));
  const wait = (what: string, ready: () => Promise<boolean> | boolean): Promise<void> =>
    until(
      `${host.name} to ${what}`,
      () => {
        if (child.exitCode !== null) throw new Error(`${host.name} ended with ${child.exitCode}`);
        return ready();
      },
      { timeoutMs: 60_000, everyMs: 20 },
    );
  try {
    await wait('begin', () => initOf(host) !== null);
    await clearRoots(host);
    await plugIn(host, initOf(host) ?? 0);
    await wait('answer', async () => {
      const answer = await virshOn(host, ['uri']).catch(() => '');
      return answer !== '' && sshdListens(host);
    });
  } catch (error) {
    if (initOf(host) !== null) throw error;
    const said = readFileSync(log, 'utf8').trim().split('\n').slice(-3).join(' / ');
    throw new LabError('LAB_HOST_DOWN', `Cannot start ${host.name}: ${said}`, { cause: error });
  }
}

/** Ends a host and all that runs in it, however stuck it is. */
export async function shutDown(host: TestHost): Promise<void> {
  const init = initOf(host);
  const outer = outerPid(host);
  // With its process 1 the kernel ends all others of the namespace.
  if (init !== null) await endProcess(init, 'SIGKILL');
  if (outer !== null)
    await until(`${host.name} to end`, () => outerPid(host) === null, { timeoutMs: 20_000 });
  await removeCgroups(host);
  await rm(host.folder, { recursive: true, force: true });
}

import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';

import { paths } from '../paths.ts';
import { endProcess, livePid, parentOf } from './process.ts';
import { recall, remember } from '../state.ts';
import { until } from '../until.ts';
import { virsh } from './virsh.ts';

/** In starting order: libvirtd gives the guests' consoles to virtlogd. */
const DAEMONS = [
  { name: 'virtlogd', socket: paths.virtlogdSocket, pidFile: paths.virtlogdPid },
  { name: 'libvirtd', socket: paths.libvirtSocket, pidFile: paths.libvirtdPid },
] as const;

/** Whether a process listens on libvirt's socket, be it the daemon or systemd on its behalf. */
export function libvirtListens(): Promise<boolean> {
  return listens(paths.libvirtSocket);
}

/** Starts virtlogd and libvirtd where they do not run, remembers which, and waits until libvirt answers. */
export async function ensureDaemons(log: (line: string) => void = () => {}): Promise<void> {
  for (const { name, socket, pidFile } of DAEMONS) {
    if (await listens(socket)) continue;
    // Remembered before it listens: an `up` that is interrupted here is followed by a `down`.
    const memory = recall();
    remember({ ...memory, daemons: { ...memory.daemons, [name]: startDaemon(name) } });
    await until(`${name} to listen`, () => listens(socket), { timeoutMs: 30_000, everyMs: 20 });
    log(`${name}: started (pid ${livePid(pidFile)})`);
  }
  // libvirt's first start asks QEMU for all it can do.
  await virsh(['domcapabilities'], { timeoutMs: 120_000 });
}

/** Stops the daemons which the lab started and which still run; others' are left alone. */
export async function stopOwnDaemons(log: (line: string) => void): Promise<void> {
  const { daemons } = recall();
  for (const { name, pidFile } of DAEMONS.toReversed()) {
    const pid = livePid(pidFile);
    if (pid === null || daemons[name] !== parentOf(pid)) continue;
    await endProcess(pid);
    log(`${name}: stopped`);
  }
}

/**
 * Ends libvirtd and starts it again, as an upgrade or a crash (`SIGKILL`) would; guests live on.
 *
 * Resolves when it answers. Where systemd holds the socket, systemd starts it, perhaps while `whileDown` runs.
 */
export async function restartLibvirtd(
  signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM',
  whileDown: () => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  const pid = livePid(paths.libvirtdPid);
  if (pid !== null) await endProcess(pid, signal);
  await whileDown();
  await ensureDaemons();
}

/** Returns the pid of the reaper, whose child the daemon is. */
function startDaemon(name: string): number {
  const reaper = join(import.meta.dirname, 'reaper.pl');
  const child = spawn('perl', [reaper, name], { detached: true, stdio: 'ignore', cwd: '/' });
  child.unref();
  return child.pid ?? 0;
}

function listens(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const answer = (yes: boolean) => (): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.once('connect', answer(true)).once('error', answer(false));
  });
}

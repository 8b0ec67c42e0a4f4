import { hostsDown } from './down.ts';
import { HOSTS } from './host.ts';
import { initOf } from './process.ts';
import { hostsUp } from './up.ts';

export { hostsConfig } from './config.ts';
export { cut, heal } from './faults/cut.ts';
export { continueLibvirtd, stopLibvirtd } from './faults/daemon.ts';
export { TWIN } from './guests.ts';
export { HOSTS, type TestHost } from './host.ts';
export { migrate } from './migrate.ts';
export { processesOf } from './process.ts';
export { hostsRefusal } from './refusal.ts';
export { startSshd, stopSshd } from './faults/sshd.ts';
export { virshOn } from './virsh.ts';

/**
 * Starts two hosts with so many guests each, for tests; disposing of them leaves nothing behind.
 *
 * Hosts that were up before are used and left running.
 *
 * @throws {LabError} `LAB_REFUSED` on a machine it is not made for, `LAB_HOST_DOWN` where a host does not start.
 */
export async function startHosts(
  guests: number,
  options: { log?: (line: string) => void } = {},
): Promise<AsyncDisposable> {
  const { log = () => {} } = options;
  const wereUp = HOSTS.some((host) => initOf(host) !== null);
  const stop = async (): Promise<void> => {
    if (!wereUp) await hostsDown(log);
  };
  await hostsUp(guests, log).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { [Symbol.asyncDispose]: stop };
}

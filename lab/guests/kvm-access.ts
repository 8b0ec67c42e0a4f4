import { chmodSync, chownSync, existsSync, statSync } from 'node:fs';

import { run } from '../host/run.ts';
import { recall, remember } from '../state.ts';

const DEVICE = '/dev/kvm';

/**
 * Gives QEMU's group access to /dev/kvm, which udev does where it runs.
 *
 * Without it libvirt takes its cache of QEMU's capabilities for outdated and probes again, for seconds, before every start.
 */
export async function ensureKvmAccess(log: (line: string) => void): Promise<void> {
  if (!existsSync(DEVICE)) return;
  const { uid, gid, mode } = statSync(DEVICE);
  const kvmGroup = Number((await run('getent', ['group', 'kvm'])).split(':')[2]);
  if ((mode & 0o006) === 0o006 || (gid === kvmGroup && (mode & 0o060) === 0o060)) return;
  remember({ ...recall(), kvm: { gid, mode: mode & 0o777 } });
  chownSync(DEVICE, uid, kvmGroup);
  chmodSync(DEVICE, 0o660);
  log(`${DEVICE}: opened to the group kvm`);
}

/** Gives /dev/kvm back as it was. */
export function restoreKvmAccess(log: (line: string) => void): void {
  const { kvm } = recall();
  if (kvm === undefined || !existsSync(DEVICE)) return;
  chownSync(DEVICE, statSync(DEVICE).uid, kvm.gid);
  chmodSync(DEVICE, kvm.mode);
  log(`${DEVICE}: as it was`);
}

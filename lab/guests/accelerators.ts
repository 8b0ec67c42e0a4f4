import { closeSync, existsSync, openSync } from 'node:fs';

import type { Accelerators } from './guest.ts';

/**
 * Finds out which accelerator the guests get on this machine.
 *
 * Linux gets KVM only where the processor's own virtualisation is behind /dev/kvm. PVM (nested, in software) opens as
 * well, but runs a stock kernel instruction by instruction: it is slower than emulation, and good for small guests only.
 */
export function findAccelerators(): Accelerators {
  if (!opens('/dev/kvm')) return { linux: 'tcg', small: 'tcg' };
  const hasModule = (name: string): boolean => existsSync(`/sys/module/${name}`);
  const hardware = (hasModule('kvm_intel') || hasModule('kvm_amd')) && !hasModule('kvm_pvm');
  return { linux: hardware ? 'kvm' : 'tcg', small: 'kvm' };
}

function opens(device: string): boolean {
  try {
    closeSync(openSync(device, 'r+'));
    return true;
  } catch {
    return false;
  }
}

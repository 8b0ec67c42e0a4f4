/**
 * The lab for tests: real guests under a real libvirt.
 *
 * ```ts
 * await using lab = await startLab({ linux: 3, sleepers: 7 }, { log: console.log });
 * hang(lab.guests[0].name);
 * ```
 */
import { down, removeGuests } from './down.ts';
import type { Guest } from './guests/guest.ts';
import { up, type LabPlan } from './up.ts';
import { listLabGuests } from './host/virsh.ts';

export { restartLibvirtd } from './host/daemon.ts';
export * from './hosts/mod.ts';
export { LabError, type LabErrorCode } from './error.ts';
export type { Guest, GuestKind, Load } from './guests/guest.ts';
export { findQemu, hang, wake } from './guests/hang.ts';
export { ensurePackages } from './host/packages.ts';
export { ensureParts, HOST_PACKAGES, unpackedParts } from './host/parts.ts';
export { refusal } from './host/refusal.ts';
export { status, type GuestStatus } from './status.ts';
export { virsh } from './host/virsh.ts';

/** A lab that runs. */
export type Lab = AsyncDisposable & {
  /** Every guest asked for, those that ran before included. */
  guests: Guest[];
  /** Removes the guests this lab started; with the last of them goes all the rest. */
  stop(): Promise<void>;
};

/**
 * Boots a lab; what is not named is 0, and the load is lite.
 *
 * Guests that another `lab up` runs already are used and left running by `stop`.
 *
 * @throws {LabError} `LAB_REFUSED` on a machine it is not made for: ask {@link refusal} first.
 */
export async function startLab(
  plan: Partial<LabPlan>,
  options: { log?: (line: string) => void } = {},
): Promise<Lab> {
  const { log = () => {} } = options;
  const none: LabPlan = { linux: 0, sleepers: 0, workers: 0, paused: 0, load: 'lite', tcg: false };
  // Where no daemon runs there are none.
  const before = await listLabGuests('all').catch(() => []);
  const { guests, started } = await up({ ...none, ...plan }, log).catch(async (error: unknown) => {
    // Half a lab is of no use; one that was there before belongs to another run.
    if (before.length === 0) await down({}, log);
    throw error;
  });
  const stop = async (): Promise<void> => {
    const defined = new Set(await listLabGuests('all'));
    await removeGuests(
      started.map(({ name }) => name).filter((name) => defined.has(name)),
      log,
    );
    if ((await listLabGuests('all')).length === 0) await down({}, log);
  };
  return { guests, stop, [Symbol.asyncDispose]: stop };
}

import { array, int32, string, struct, uint32 } from './codec.ts';
import { domain } from './domain.ts';

/** A snapshot or a checkpoint of a domain. */
const snapshot = struct({ name: string, domain });

export const snapshotArgs = struct({ domain, name: string, flags: uint32 });
export const snapshotXmlArgs = struct({ snapshot, flags: uint32 });
export const snapshotReply = struct({ snapshot });
export const snapshotNamesArgs = struct({ domain, max: int32, flags: uint32 });
export const listAllSnapshotsArgs = struct({ domain, needResults: int32, flags: uint32 });
export const listAllSnapshotsReply = struct({ snapshots: array(snapshot, 16_384), count: int32 });

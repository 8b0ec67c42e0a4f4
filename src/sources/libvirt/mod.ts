export { createLibvirtSource } from './source.ts';
export { findHypervisors, isLocal, isOwnDaemon } from './calls/detect.ts';
export { readHostUuid } from './host/read-host.ts';
export type { LibvirtConfig } from './config.ts';
export type { HostClaim, HostReport } from './host/host-claim.ts';
export { rawFields } from './raw-fields.ts';
export { tryConnection } from './trial/trial.ts';
export { checkForeignUri } from './uri.ts';

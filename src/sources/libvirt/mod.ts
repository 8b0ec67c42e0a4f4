export { createLibvirtSource } from './source.ts';
export { findHypervisors, isLocal, type LookedFor } from './detect.ts';
export type { LibvirtConfig } from './config.ts';

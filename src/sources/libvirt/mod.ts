export { createLibvirtSource } from './source.ts';
export { findHypervisors, isLocal } from './detect.ts';
export type { LibvirtConfig } from './config.ts';

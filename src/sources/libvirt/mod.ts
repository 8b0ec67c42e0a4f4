export { createLibvirtSource } from './source.ts';
export type { LibvirtConfig } from './config.ts';

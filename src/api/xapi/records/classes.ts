/** XAPI's classes of which there are objects here. */
export const keptClasses = [
  'pool',
  'host',
  'host_metrics',
  'PIF',
  'VM',
  'VM_metrics',
  'VM_guest_metrics',
  'VIF',
  'VBD',
  'task',
] as const;
export type KeptClass = (typeof keptClasses)[number];

/** Classes that clients ask for and of which there is never an object. */
export const emptyClasses = [
  'Bond',
  'GPU_group',
  'PBD',
  'PCI',
  'PGPU',
  'PIF_metrics',
  'SM',
  'SR',
  'VDI',
  'VGPU',
  'VGPU_type',
  'VLAN',
  'VTPM',
  'console',
  'crashdump',
  'host_patch',
  'message',
  'network',
  'pool_patch',
  'pool_update',
  'role',
  'user',
] as const;

export const classes: readonly string[] = [...keptClasses, ...emptyClasses];

/** One object: what its reference points at. */
export interface XapiObject {
  readonly ref: string;
  /** Every record of a class has the same fields. */
  readonly record: Readonly<Record<string, unknown>>;
}

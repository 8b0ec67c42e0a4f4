import { flag, section as sectionOf } from '../../lib/settings/mod.ts';

/** Section `host` of the configuration. */
export const section = sectionOf({
  enabled: flag({ description: 'Whether this machine is read (from /proc and /sys).', default: true }),
});

/** Which devices of one kind are read. */
export interface DeviceRule {
  /** Names, `*` for any run of characters. Left out of the series and of the totals. */
  readonly leaveOut: readonly string[];
  /** Devices with series of their own; half of the places are kept for hardware. Totals have no such limit. */
  readonly max: number;
}

export interface HostConfig {
  readonly disks: DeviceRule;
  readonly nets: DeviceRule;
}

/**
 * Leaves out what is no disk (loop, memory, optical) and the host's end of a guest's or container's interface: its
 * traffic is the guest's and passes a real interface besides.
 */
export const defaultHostConfig: HostConfig = {
  disks: { leaveOut: ['loop*', 'ram*', 'zram*', 'sr*', 'fd*'], max: 64 },
  nets: {
    leaveOut: (
      'lo dummy* ifb* teql* ovs-system tap* vnet* macvtap* vif* veth* cali* lxc* virbr*-nic ' +
      'fwbr* fwpr* fwln* qbr* qvo* qvb* sit* tunl* gre* erspan* ip6tnl* ip6gre* ip_vti* ip6_vti*'
    ).split(' '),
    max: 64,
  },
};

/** One expression for a list of names with `*`. */
export function matcher(names: readonly string[]): RegExp {
  const one = (name: string): string =>
    name
      .split('*')
      .map((part) => RegExp.escape(part))
      .join('.*');
  return names.length === 0 ? /(?!)/ : new RegExp(`^(?:${names.map(one).join('|')})$`);
}

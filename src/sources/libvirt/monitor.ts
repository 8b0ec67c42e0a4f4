import { STATS_FLAG, type LibvirtClient } from '@virtscope/libvirt';
import type { Clock } from '../../model/clock.ts';
import { Reason } from '../../model/reason.ts';
import { MONITOR_GROUPS } from './config.ts';
import type { Inventory } from './inventory.ts';
import type { MonitorLane } from './lane.ts';
import type { Reader } from './reader.ts';
import type { Vm } from './vm.ts';
import type { Wards } from './wards.ts';

export interface MonitorContext {
  readonly client: LibvirtClient;
  readonly clock: Clock;
  readonly reader: Reader;
  readonly inventory: Inventory;
  readonly lane: MonitorLane<Vm>;
  readonly wards: Wards;
}

/** VMs whose monitor was busy are explained one by one; more than this in one poll says nothing new. */
const MAX_EXPLAINED = 8;

/**
 * Asks the groups that need QEMU's monitor, for all active VMs that can answer. Always NOWAIT: a VM that a migration
 * or another client holds is answered at once, without what the monitor gives, instead of after 30 s.
 */
export async function askMonitors(context: MonitorContext, until: number): Promise<void> {
  const { client, clock, reader, inventory, lane, wards } = context;
  await lane.lookAgain();
  const active = [...inventory.all()].filter((vm) => vm.active);
  const asked = await wards.admit(active);
  if (asked.length === 0) return;
  const busy: Vm[] = [];
  await lane.ask(
    asked,
    {
      async send(vms) {
        const timeMs = clock.monotonic();
        const domains = vms.map((vm) => vm.domain);
        const options = { deadlineMs: Infinity };
        const payload = await client.domainListGetStatsRaw(
          domains,
          MONITOR_GROUPS,
          STATS_FLAG.nowait,
          options,
        );
        return { payload, timeMs };
      },
      accept({ payload, timeMs }, vms) {
        const partial = new Set(reader.readMonitor(payload, timeMs));
        busy.push(...partial);
        for (const vm of vms) if (!partial.has(vm)) wards.well(vm);
      },
      // The connection is gone (the session says so) or the daemon refused: the values stay "not collected".
      fail: () => undefined,
      skip(vms) {
        for (const vm of vms) reader.blankMonitor(vm, Reason.protecting);
      },
    },
    until,
  );
  for (const vm of busy.slice(0, MAX_EXPLAINED)) await wards.explain(vm);
}

import { callObserver } from '../calls/call-observer.ts';
import { SideConnection } from '../calls/side-connection.ts';
import type { MonitorCalls } from '../calls/monitor-calls.ts';
import { PATIENCE, type LibvirtConfig } from '../config.ts';
import type { QemuProcesses } from '../health/process.ts';
import type { Quarantine } from '../health/quarantine.ts';
import type { Inventory } from '../inventory.ts';
import type { Vm } from '../vm.ts';
import { DomainLists } from './domain-lists.ts';
import { FactCalls } from './fact-calls.ts';
import { FactsRefresher } from './facts-refresher.ts';
import { JobReader } from './job-reader.ts';
import type { VmFacts } from './vm-facts.ts';
import { VmReader, type VmReaderOptions } from './vm-reader.ts';

/** What reads the facts of a source's VMs. */
export interface Facts {
  readonly refresher: FactsRefresher;
  /** Calls that are late and not answered, besides monitor calls. */
  readonly unanswered: number;
}

interface FactsParts {
  readonly config: LibvirtConfig;
  readonly inventory: Inventory;
  readonly metric: VmReaderOptions['metric'];
  readonly monitorCalls: MonitorCalls<Vm>;
  readonly isPolling: () => boolean;
  readonly processes: QemuProcesses | null;
  readonly quarantine: Quarantine;
  readonly vmFacts: VmFacts;
}

/** Null where the configuration has facts read never. */
export function createFacts({ config, ...parts }: FactsParts): Facts | null {
  const { clock, factsMs, id, intervalMs, onCall, uri } = config;
  if (factsMs === null) return null;
  const [calls, sizeCalls, lists] = [new FactCalls(clock), new FactCalls(clock), new DomainLists()];
  const { inventory, isPolling, metric, monitorCalls, processes, quarantine, vmFacts } = parts;
  const patienceMs = intervalMs * PATIENCE;
  const jobs = new JobReader({ clock, monitorCalls, quarantine, patienceMs, vmFacts, isPolling });
  const reader = new VmReader({ clock, calls, sizeCalls, lists, vmFacts, metric, processes });
  const connection = new SideConnection({ uri, readOnly: true, clock, observer: callObserver(id, onCall) });
  return {
    refresher: new FactsRefresher({
      clock,
      inventory,
      connection,
      calls,
      lists,
      reader,
      jobs,
      everyMs: factsMs,
    }),
    get unanswered() {
      return calls.overdue + sizeCalls.overdue;
    },
  };
}

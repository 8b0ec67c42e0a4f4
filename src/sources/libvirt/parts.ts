import { EventLoopYielder } from '../../lib/async/event-loop-yielder.ts';
import { inSlices } from '../../lib/async/in-slices.ts';
import { TaskQueue } from '../../lib/async/task-queue.ts';
import type { SeriesTable } from '../../model/series.ts';
import { AgentCalls } from './calls/agent-calls.ts';
import { callObserver } from './calls/call-observer.ts';
import { CallLimiter } from './calls/call-limiter.ts';
import { ListCalls } from './calls/list-calls.ts';
import { MonitorCalls } from './calls/monitor-calls.ts';
import { MonitorPoll, type Decode } from './calls/monitor-poll.ts';
import { MonitorFreeCalls } from './calls/per-domain/monitor-free-calls.ts';
import { PerDomainCalls } from './calls/per-domain/per-domain-calls.ts';
import { Session } from './calls/session.ts';
import { XmlRefresher } from './calls/xml-refresher.ts';
import { CHUNK_SIZE, HELD, PATIENCE, permitsOf, type LibvirtConfig } from './config.ts';
import { BatchDecoder } from './decode/batch-decoder.ts';
import { createFacts, type Facts } from './facts/create-facts.ts';
import { forgetRun } from './facts/facts-state.ts';
import { VmFacts } from './facts/vm-facts.ts';
import { QemuProcesses } from './health/process.ts';
import { Quarantine } from './health/quarantine.ts';
import { Silence } from './health/silence.ts';
import { Inventory } from './inventory.ts';
import { RemoteHost } from './host/remote-host.ts';
import type { Vm } from './vm.ts';

/** Work on replies before the event loop turns. */
const TURN_MS = 8;

/** The parts of a source, connected with each other. */
export interface Parts {
  readonly session: Session;
  readonly inventory: Inventory;
  readonly decoder: BatchDecoder;
  readonly series: SeriesTable;
  /** Runs the decoder in slices, one reply after the other. */
  readonly decode: Decode;
  readonly quarantine: Quarantine;
  readonly silence: Silence;
  readonly listCalls: ListCalls;
  readonly monitorCalls: MonitorCalls<Vm>;
  readonly monitorPoll: MonitorPoll;
  readonly monitorFreeCalls: MonitorFreeCalls;
  readonly perDomainCalls: PerDomainCalls;
  readonly xmlRefresher: XmlRefresher;
  /** Null unless configured. */
  readonly agentCalls: AgentCalls<Vm> | null;
  /** Null where facts are not read. */
  readonly facts: Facts | null;
  /** Null where the processes are on another machine. */
  readonly processes: QemuProcesses | null;
  /** Null where its host is known beforehand. */
  readonly host: RemoteHost | null;
}

/** What the parts know of the source. */
export interface PartsOptions {
  readonly series: SeriesTable;
  /** The signal of the poll in progress: when it aborts, what is not decoded yet stays undecoded. */
  readonly polling: () => AbortSignal | undefined;
  readonly isPolling: () => boolean;
}

export function createParts(
  source: string,
  config: LibvirtConfig,
  { series, polling, isPolling }: PartsOptions,
): Parts {
  const { claimHost, clock, uri, intervalMs, guestAgentSeconds, onCall } = config;
  const observer = callObserver(source, onCall);
  const agentCalls =
    guestAgentSeconds === null
      ? null
      : new AgentCalls<Vm>({
          uri,
          periodSeconds: guestAgentSeconds,
          clock,
          observer,
          onReport: (vm) => vmFacts.composed(vm),
        });
  const vmFacts: VmFacts = new VmFacts({ clock, agents: agentCalls });
  const processes = config.watchProcesses ? new QemuProcesses() : null;
  const inventory: Inventory = new Inventory({
    source,
    hostId: config.hostId,
    series,
    clock,
    facts: vmFacts,
    onReset: (vm, gone) => {
      decoder.reset(vm, gone);
      forgetRun(vm);
      quarantine.forget(vm);
    },
  });
  const decoder = new BatchDecoder({
    series,
    inventory,
    clock,
    raw: config.raw,
    hugepages: ({ entity, domain }) => processes?.hugepages(entity.id, domain.name, domain.id) ?? null,
  });
  const session = new Session({
    uri,
    clock,
    observer,
    onEvent: (event) => inventory.mark(event),
    onLost: (reason) => inventory.markUnreachable(reason),
  });
  const heldMs = intervalMs * HELD;
  const quarantine = new Quarantine({ clock, client: () => session.client, processes, heldMs });
  const limits = { inFlight: permitsOf(config), patienceMs: intervalMs * PATIENCE, chunkSize: CHUNK_SIZE };
  const monitorCalls = new MonitorCalls<Vm>(quarantine, limits, clock);
  // With the list and a question to the daemon there is room for four.
  const xmlLimiter = limits.inFlight < 3 ? new CallLimiter(1, clock) : monitorCalls.limiter;
  const yielder = new EventLoopYielder({ budgetMs: TURN_MS, monotonic: () => clock.monotonic() });
  const tasks = new TaskQueue();
  const decode: Decode = (work) => tasks.run(() => inSlices(work(), yielder, polling()));
  const listCalls = new ListCalls(clock);
  const rawGroups = config.raw.groups;
  const metric = ({ entity }: Vm, name: string): number | undefined => {
    const slot = series.find(entity, name);
    return slot === undefined ? undefined : decoder.writer.values[slot];
  };
  return {
    session,
    inventory,
    series,
    decoder,
    decode,
    quarantine,
    silence: new Silence(),
    listCalls,
    monitorCalls,
    monitorPoll: new MonitorPoll({
      clock,
      decoder,
      decode,
      inventory,
      calls: monitorCalls,
      quarantine,
      rawGroups,
    }),
    monitorFreeCalls: new MonitorFreeCalls({ clock, decoder, calls: listCalls }),
    perDomainCalls: new PerDomainCalls({ clock, decoder, inventory, calls: monitorCalls, quarantine }),
    xmlRefresher: new XmlRefresher(inventory, xmlLimiter, clock),
    agentCalls,
    facts: createFacts({
      config,
      inventory,
      isPolling,
      metric,
      monitorCalls,
      processes,
      quarantine,
      vmFacts,
    }),
    processes,
    host: claimHost && new RemoteHost({ config, claimHost, inventory, writer: decoder.writer }),
  };
}

import { ProtocolError, type LibvirtClient } from '@virtscope/libvirt';
import { EventLoopYielder } from '../../lib/async/event-loop-yielder.ts';
import { inSlices } from '../../lib/async/in-slices.ts';
import { Serial } from '../../lib/async/serial.ts';
import type { Batch } from '../../model/batch.ts';
import { createEntity, type Entity } from '../../model/entity.ts';
import { InputError } from '../../model/error.ts';
import { Reason } from '../../model/reason.ts';
import { SeriesTable } from '../../model/series.ts';
import { POLL_METRICS, type Source, type SourceStatus } from '../../model/source.ts';
import type { StatsAnswer, StatsProvider, StatsQuery } from '../../model/stats.ts';
import { conditionsOf } from './health/conditions.ts';
import { CONNECT_DEADLINE_MS, BUDGET, CHUNK_SIZE, HELD, PATIENCE, type LibvirtConfig } from './config.ts';
import { XmlRefresher } from './calls/xml-refresher.ts';
import { ListCalls } from './calls/list-calls.ts';
import { AgentCalls } from './calls/agent-calls.ts';
import { Inventory } from './inventory.ts';
import { MonitorCalls } from './calls/monitor-calls.ts';
import { MonitorPoll, type Decode } from './calls/monitor-poll.ts';
import { QemuProcesses } from './health/process.ts';
import { BatchDecoder } from './decode/batch-decoder.ts';
import { Session } from './calls/session.ts';
import { bulkStats } from './calls/bulk-stats.ts';
import { Quarantine } from './health/quarantine.ts';
import type { Vm } from './vm.ts';

const NAME = 'libvirt';

/** Work on replies before the event loop turns. */
const TURN_MS = 8;

/** Reads one libvirt daemon in bulk; a stuck VM is isolated and never stops the others. */
export function createLibvirtSource(config: LibvirtConfig): Source & StatsProvider {
  return new LibvirtSource(config);
}

class LibvirtSource implements Source, StatsProvider {
  readonly name = NAME;
  readonly series = new SeriesTable();
  readonly #config: LibvirtConfig;
  readonly #session: Session;
  readonly #inventory: Inventory;
  readonly #decoder: BatchDecoder;
  readonly #decode: Decode;
  readonly #quarantine: Quarantine;
  readonly #monitorCalls: MonitorCalls<Vm>;
  readonly #listCalls: ListCalls;
  readonly #monitorPoll: MonitorPoll;
  readonly #xmlRefresher: XmlRefresher;
  readonly #processes: QemuProcesses | null;
  /** Of the poll in progress: when it aborts, what is not read yet stays unread. */
  #polling: AbortSignal | undefined;
  /** Null unless asked for. */
  readonly #agentCalls: AgentCalls | null;
  readonly #self: Entity;
  /** This poll's list of VMs was read: their number is known, also when it is 0. */
  #listed = false;
  /** A list was read on this connection: the inventory is complete. */
  #inventoryRead = false;

  constructor(config: LibvirtConfig) {
    this.#config = config;
    const { clock } = config;
    this.#processes = config.watchProcesses ? new QemuProcesses() : null;
    this.#inventory = new Inventory({
      source: NAME,
      hostId: config.hostId,
      series: this.series,
      clock,
      onReset: (vm, gone) => this.#reset(vm, gone),
    });
    this.#decoder = new BatchDecoder({
      series: this.series,
      inventory: this.#inventory,
      clock,
      raw: config.raw,
      hugepages: ({ entity, domain }) =>
        this.#processes?.hugepages(entity.id, domain.name, domain.id) ?? null,
    });
    this.#session = new Session({
      uri: config.uri,
      clock,
      onEvent: (event) => this.#inventory.mark(event),
      onLost: (reason) => {
        this.#inventoryRead = false;
        this.#inventory.markUnreachable(reason);
      },
    });
    this.#quarantine = new Quarantine({
      clock,
      client: () => this.#session.client,
      processes: this.#processes,
      heldMs: config.intervalMs * HELD,
    });
    const patienceMs = config.intervalMs * PATIENCE;
    const limits = { inFlight: config.inFlight, patienceMs, chunkSize: CHUNK_SIZE };
    this.#monitorCalls = new MonitorCalls(this.#quarantine, limits, clock);
    this.#listCalls = new ListCalls(clock);
    const yielder = new EventLoopYielder({ budgetMs: TURN_MS, monotonic: () => clock.monotonic() });
    const serial = new Serial();
    this.#decode = (work) => serial.run(() => inSlices(work(), yielder, this.#polling));
    this.#monitorPoll = new MonitorPoll({
      clock,
      decoder: this.#decoder,
      decode: this.#decode,
      inventory: this.#inventory,
      calls: this.#monitorCalls,
      quarantine: this.#quarantine,
      rawGroups: config.raw.groups,
    });
    const { uri, guestAgentSeconds } = config;
    this.#agentCalls = guestAgentSeconds === null ? null : new AgentCalls(uri, guestAgentSeconds, clock);
    this.#xmlRefresher = new XmlRefresher(this.#inventory, clock);
    this.#self = selfEntity(config);
    for (const metric of [...POLL_METRICS, 'calls.stuck']) this.series.slot(this.#self, metric);
  }

  status(): SourceStatus {
    const { reason, since } = this.#session;
    return {
      name: NAME,
      kind: 'libvirt',
      target: this.#config.uri,
      demo: this.#config.demo,
      up: reason === null,
      reason,
      since,
      stuckCalls: this.stuckCalls,
      conditions: conditionsOf({
        inventory: this.#inventory,
        decoder: this.#decoder,
        isListLate: this.#session.client !== null && this.#listCalls.overdue > 0,
      }),
    };
  }

  async poll(signal: AbortSignal): Promise<Batch> {
    this.#polling = signal;
    const { clock, intervalMs } = this.#config;
    const time = clock.now();
    const startedAt = clock.monotonic();
    this.#decoder.writer.begin(Reason.notCollected);
    this.#listed = false;
    if (await this.#session.connect(CONNECT_DEADLINE_MS, signal)) {
      const connected = this.#session.client;
      if (connected) await this.#read(connected, startedAt);
    }
    const client = this.#session.client;
    if (client) this.#readGuests();
    this.#explainUnknown(client !== null);
    const durationMs = clock.monotonic() - startedAt;
    this.#putCounts();
    this.series.tick();
    const { values, reasons } = this.#decoder.writer;
    return { source: NAME, time, intervalMs, durationMs, series: this.series, values, reasons };
  }

  async domainStats(query: StatsQuery): Promise<StatsAnswer> {
    const client = this.#session.client;
    if (!client || !this.#inventoryRead) {
      const state = client ? 'the list of VMs was not read yet' : (this.#session.reason ?? 'not connected');
      throw new InputError('SOURCE_UNAVAILABLE', `Cannot get statistics: ${state}`);
    }
    return bulkStats(client, query, {
      clock: this.#config.clock,
      inventory: this.#inventory,
      listed: () => this.#decoder.listed,
      monitorCalls: this.#monitorCalls,
      listCalls: this.#listCalls,
      quarantine: this.#quarantine,
      patienceMs: this.#config.intervalMs * BUDGET,
    });
  }

  async close(): Promise<void> {
    await this.#agentCalls?.close();
    await this.#session.close();
    this.#processes?.[Symbol.dispose]();
  }

  /** One poll of a daemon that can be reached; the connection ends when it does not speak the protocol. */
  async #read(client: LibvirtClient, startedAt: number): Promise<void> {
    try {
      await this.#ask(client, startedAt);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      client.connection.fail(error);
    }
  }

  async #ask(client: LibvirtClient, startedAt: number): Promise<void> {
    const { clock, intervalMs } = this.#config;
    const until = startedAt + intervalMs * BUDGET;
    const decoder = this.#decoder;
    const take = (payload: Uint8Array, timeMs: number): void | Promise<void> =>
      this.#decode(() => decoder.readList(payload, timeMs));
    const outcome = await this.#listCalls.read(client, startedAt + intervalMs * PATIENCE, take);
    this.#listed = outcome === 'read';
    this.#inventoryRead ||= this.#listed;
    this.#session.setStatus(typeof outcome === 'string' ? null : outcome.refused);
    // While the list call waits, no call is made that could wait for the same VM.
    const refreshing = outcome === 'read' && this.#quarantine.controlInfo.unanswered === 0;
    await Promise.all([
      this.#monitorPoll.run(client, until),
      refreshing
        ? this.#xmlRefresher.run(client, Math.min(until, clock.monotonic() + intervalMs * PATIENCE))
        : null,
    ]);
  }

  /** Puts the newest reports of guest agents into this batch, and starts the next round of calls when it is due. */
  #readGuests(): void {
    const calls = this.#agentCalls;
    if (!calls) return;
    calls.tick(() => this.#inventory.all());
    for (const vm of this.#inventory.all()) {
      const report = vm.active ? vm.guest : null;
      if (report) this.#decoder.putGuest(vm, report, calls.isCurrent(report));
    }
  }

  /** Sets the reason of the values that did not come. */
  #explainUnknown(connected: boolean): void {
    for (const vm of this.#inventory.all()) {
      if (!connected || vm.entity.state === 'unknown') this.#decoder.blank(vm, Reason.unreachable);
      else if (!vm.active) this.#decoder.blank(vm, Reason.notRunning);
      else if (vm.entity.trouble?.kind === 'stuck') this.#decoder.explainMonitor(vm, Reason.stuck);
    }
  }

  #reset(vm: Vm, gone: boolean): void {
    this.#decoder.reset(vm, gone);
    this.#quarantine.forget(vm);
  }

  get stuckCalls(): number {
    const waiting = this.#xmlRefresher.unanswered + this.#quarantine.controlInfo.unanswered;
    return this.#monitorCalls.limiter.overdue + this.#listCalls.overdue + waiting;
  }

  /** Counts the VMs. */
  #putCounts(): void {
    let running = 0;
    let stuck = 0;
    for (const vm of this.#inventory.all()) {
      if (vm.entity.state === 'running') running++;
      if (vm.entity.trouble?.kind === 'stuck') stuck++;
    }
    this.#self.state = this.#session.reason === null ? 'up' : 'down';
    this.#put('vms.total', this.#listed ? this.#inventory.size : NaN);
    this.#put('vms.running', this.#listed ? running : NaN);
    this.#put('vms.stuck', this.#listed ? stuck : NaN);
  }

  #put(metric: string, value: number): void {
    const { writer } = this.#decoder;
    const slot = writer.slot(this.#self, metric);
    if (Number.isNaN(value)) writer.unknown(slot, Reason.unreachable);
    else writer.put(slot, value);
  }
}

function selfEntity({ uri, clock }: LibvirtConfig): Entity {
  return createEntity({ class: 'source', id: NAME, source: NAME, name: uri, state: 'down' }, clock.now());
}

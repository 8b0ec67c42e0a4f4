import type { Batch } from '../../model/batch.ts';
import type { Entity } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import { SeriesTable } from '../../model/series.ts';
import type { Source, SourceStatus } from '../../model/source.ts';
import type { StatsAnswer, StatsProvider, StatsQuery } from '../../model/stats.ts';
import { BUDGET, CHUNK_SIZE, HELD, PATIENCE, type LibvirtConfig } from './config.ts';
import { Describer } from './describer.ts';
import { FreeLane } from './free.ts';
import { GuestLane } from './guest.ts';
import { Inventory } from './inventory.ts';
import { MonitorLane } from './lane.ts';
import { askMonitors } from './monitor.ts';
import { QemuProcesses } from './process.ts';
import { Reader } from './reader.ts';
import { Session } from './session.ts';
import { bulkStats } from './stats.ts';
import { Wards } from './wards.ts';
import type { Vm } from './vm.ts';

const NAME = 'libvirt';

/** Reads one libvirt daemon in bulk; one stuck VM is kept apart and never stops the others. */
export function createLibvirtSource(config: LibvirtConfig): Source & StatsProvider {
  return new LibvirtSource(config);
}

class LibvirtSource implements Source, StatsProvider {
  readonly name = NAME;
  readonly series = new SeriesTable();
  readonly #config: LibvirtConfig;
  readonly #session: Session;
  readonly #inventory: Inventory;
  readonly #reader: Reader;
  readonly #wards: Wards;
  readonly #lane: MonitorLane<Vm>;
  readonly #free: FreeLane;
  readonly #describer: Describer;
  readonly #processes: QemuProcesses | null;
  /** Null unless asked for. */
  readonly #guests: GuestLane | null;
  readonly #self: Entity;

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
    this.#reader = new Reader({ series: this.series, inventory: this.#inventory });
    this.#session = new Session({
      uri: config.uri,
      clock,
      onEvent: (event) => this.#inventory.note(event),
      onLost: (reason) => this.#inventory.lose(reason),
    });
    this.#wards = new Wards({
      clock,
      client: () => this.#session.client,
      processes: this.#processes,
      heldMs: config.intervalMs * HELD,
    });
    const patienceMs = config.intervalMs * PATIENCE;
    const lane = { inFlight: config.inFlight, patienceMs, chunkSize: CHUNK_SIZE };
    this.#lane = new MonitorLane(this.#wards, lane, clock);
    this.#free = new FreeLane(clock);
    const { uri, guestAgentSeconds } = config;
    this.#guests = guestAgentSeconds === null ? null : new GuestLane(uri, guestAgentSeconds, clock);
    this.#describer = new Describer(this.#inventory, clock);
    this.#self = selfEntity(config);
    // Written by the pipeline, which alone knows what was missed.
    this.series.slot(this.#self, 'poll.missed');
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
      stuckCalls: this.#stuckCalls,
    };
  }

  async poll(signal: AbortSignal): Promise<Batch> {
    const { clock, intervalMs } = this.#config;
    const time = clock.now();
    const startedAt = clock.monotonic();
    const until = startedAt + intervalMs * BUDGET;
    this.#reader.arrays.clear(Reason.notCollected);
    if (await this.#session.connect(intervalMs * PATIENCE, signal)) await this.#read(until);
    const client = this.#session.client;
    if (client) this.#readGuests();
    this.#explainUnknown(client !== null);
    const durationMs = clock.monotonic() - startedAt;
    this.#putSelf(durationMs);
    this.series.tick();
    const { values, reasons } = this.#reader.arrays;
    return { source: NAME, time, intervalMs, durationMs, series: this.series, values, reasons };
  }

  async domainStats(query: StatsQuery, options?: { readonly signal?: AbortSignal }): Promise<StatsAnswer> {
    return bulkStats(query, {
      clock: this.#config.clock,
      session: this.#session,
      inventory: this.#inventory,
      lane: this.#lane,
      wards: this.#wards,
      patienceMs: this.#config.intervalMs * BUDGET,
      signal: options?.signal ?? null,
    });
  }

  async close(): Promise<void> {
    await this.#guests?.close();
    await this.#session.close();
    this.#processes?.[Symbol.dispose]();
  }

  /** One poll of a daemon that can be reached. */
  async #read(until: number): Promise<void> {
    const client = this.#session.client;
    if (!client) return;
    const { clock } = this.#config;
    const reader = this.#reader;
    await this.#free.read(client, until, (payload, timeMs) => reader.readFree(payload, timeMs));
    await Promise.all([
      askMonitors(
        { client, clock, reader, inventory: this.#inventory, lane: this.#lane, wards: this.#wards },
        until,
      ),
      this.#describer.run(client, until),
    ]);
  }

  /** Puts what guest agents told lately into this batch, and sees to the next round of questions. */
  #readGuests(): void {
    const lane = this.#guests;
    if (!lane) return;
    lane.tick(() => this.#inventory.all());
    for (const vm of this.#inventory.all()) {
      const report = vm.active ? vm.guest : null;
      if (report) this.#reader.putGuest(vm, report, lane.isCurrent(report));
    }
  }

  /** Says why the values that did not come are unknown. */
  #explainUnknown(connected: boolean): void {
    for (const vm of this.#inventory.all()) {
      if (!connected) {
        this.#blank(vm, Reason.unreachable);
      } else if (!vm.active) {
        this.#blank(vm, Reason.notRunning);
      } else if (vm.entity.trouble?.kind === 'stuck') {
        this.#reader.blankMonitor(vm, Reason.stuck);
      }
    }
  }

  #blank(vm: Vm, reason: Reason): void {
    this.#reader.blankMonitor(vm, reason);
    this.#reader.blankNet(vm, reason);
  }

  #reset(vm: Vm, gone: boolean): void {
    this.#reader.reset(vm, gone);
    this.#wards.forget(vm);
    vm.quarantined = false;
    vm.entity.trouble = null;
  }

  get #stuckCalls(): number {
    return this.#lane.slots.overdue + this.#free.overdue;
  }

  /** The source's own numbers: what reading costs, and how many VMs there are. */
  #putSelf(durationMs: number): void {
    let running = 0;
    let stuck = 0;
    for (const vm of this.#inventory.all()) {
      if (vm.entity.state === 'running') running++;
      if (vm.entity.trouble?.kind === 'stuck') stuck++;
    }
    this.#self.state = this.#session.reason === null ? 'up' : 'down';
    this.#put('poll.duration', durationMs / 1000);
    this.#put('calls.stuck', this.#stuckCalls);
    const connected = this.#session.client !== null;
    this.#put('vms.total', connected ? this.#inventory.size : NaN);
    this.#put('vms.running', connected ? running : NaN);
    this.#put('vms.stuck', connected ? stuck : NaN);
    let known = 1;
    for (const value of this.#reader.arrays.values) if (!Number.isNaN(value)) known++;
    this.#put('poll.values', known);
  }

  #put(metric: string, value: number): void {
    const slot = this.series.slot(this.#self, metric);
    this.#reader.arrays.room();
    if (Number.isNaN(value)) this.#reader.machine.unknown(slot, Reason.unreachable);
    else this.#reader.machine.put(slot, value);
  }
}

function selfEntity(config: LibvirtConfig): Entity {
  return {
    class: 'source',
    id: NAME,
    source: NAME,
    name: config.uri,
    host: null,
    state: 'down',
    stateReason: null,
    stateSince: config.clock.now(),
    trouble: null,
    devices: [],
    labels: {},
  };
}

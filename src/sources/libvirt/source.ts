import { ProtocolError, type LibvirtClient } from '@virtscope/libvirt';
import { Breather } from '../../lib/breather.ts';
import { inSlices } from '../../lib/in-slices.ts';
import { Serial } from '../../lib/serial.ts';
import type { Batch } from '../../model/batch.ts';
import { createEntity, type Entity } from '../../model/entity.ts';
import { InputError } from '../../model/error.ts';
import { Reason } from '../../model/reason.ts';
import { SeriesTable } from '../../model/series.ts';
import type { Source, SourceStatus } from '../../model/source.ts';
import type { StatsAnswer, StatsProvider, StatsQuery } from '../../model/stats.ts';
import { conditionsOf } from './health/conditions.ts';
import { CONNECT_DEADLINE_MS, BUDGET, CHUNK_SIZE, HELD, PATIENCE, type LibvirtConfig } from './config.ts';
import { Describer } from './calls/xml-refresher.ts';
import { FreeLane } from './calls/list-calls.ts';
import { GuestLane } from './calls/agent-calls.ts';
import { Inventory } from './inventory.ts';
import { MonitorLane } from './calls/monitor-calls.ts';
import { MonitorPoll, type Decode } from './calls/monitor-poll.ts';
import { QemuProcesses } from './health/process.ts';
import { Reader } from './decode/batch-decoder.ts';
import { Session } from './calls/session.ts';
import { bulkStats } from './calls/bulk-stats.ts';
import { Wards } from './health/quarantine.ts';
import type { Vm } from './vm.ts';

const NAME = 'libvirt';

/** Work on replies before the event loop turns. */
const TURN_MS = 8;
/** Values that are counted before the rest may wait: less than a millisecond. */
const VALUES_AT_ONCE = 16_384;

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
  readonly #decode: Decode;
  readonly #wards: Wards;
  readonly #lane: MonitorLane<Vm>;
  readonly #free: FreeLane;
  readonly #monitors: MonitorPoll;
  readonly #describer: Describer;
  readonly #processes: QemuProcesses | null;
  /** Of the poll in progress: when it aborts, what is not read yet stays unread. */
  #polling: AbortSignal | undefined;
  /** Null unless asked for. */
  readonly #guests: GuestLane | null;
  readonly #self: Entity;
  /** This poll's list of VMs was read: their numbers are known, also when there are none. */
  #listed = false;
  /** A list was read on this connection: whatever VMs there are, are known. */
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
    this.#reader = new Reader({
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
      onEvent: (event) => this.#inventory.note(event),
      onLost: (reason) => {
        this.#inventoryRead = false;
        this.#inventory.lose(reason);
      },
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
    const [reader, inventory] = [this.#reader, this.#inventory];
    const breather = new Breather({ budgetMs: TURN_MS, monotonic: () => clock.monotonic() });
    const serial = new Serial();
    this.#decode = (work) => serial.run(() => inSlices(work(), breather, this.#polling));
    const monitors = { clock, reader, inventory, lane: this.#lane, wards: this.#wards };
    const rawGroups = config.raw.groups;
    this.#monitors = new MonitorPoll({ ...monitors, decode: this.#decode, rawGroups });
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
      conditions: conditionsOf({
        inventory: this.#inventory,
        reader: this.#reader,
        isListLate: this.#session.client !== null && this.#free.overdue > 0,
      }),
    };
  }

  async poll(signal: AbortSignal): Promise<Batch> {
    this.#polling = signal;
    const { clock, intervalMs } = this.#config;
    const time = clock.now();
    const startedAt = clock.monotonic();
    this.#reader.arrays.clear(Reason.notCollected);
    this.#listed = false;
    if (await this.#session.connect(CONNECT_DEADLINE_MS, signal)) {
      const connected = this.#session.client;
      if (connected) await this.#read(connected, startedAt);
    }
    const client = this.#session.client;
    if (client) this.#readGuests();
    this.#explainUnknown(client !== null);
    const known = await this.#decode(() => countKnown(this.#reader.arrays.values));
    const durationMs = clock.monotonic() - startedAt;
    this.#putSelf(durationMs, known);
    this.series.tick();
    const { values, reasons } = this.#reader.arrays;
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
      listed: () => this.#reader.listed,
      lane: this.#lane,
      free: this.#free,
      wards: this.#wards,
      patienceMs: this.#config.intervalMs * BUDGET,
    });
  }

  async close(): Promise<void> {
    await this.#guests?.close();
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
    const reader = this.#reader;
    const take = (payload: Uint8Array, timeMs: number): void | Promise<void> =>
      this.#decode(() => reader.readFree(payload, timeMs));
    const outcome = await this.#free.read(client, startedAt + intervalMs * PATIENCE, take);
    this.#listed = outcome === 'read';
    this.#inventoryRead ||= this.#listed;
    this.#session.say(typeof outcome === 'string' ? null : outcome.refused);
    // Where even the list waits, nothing more is asked that could wait for the same VM.
    const describing = outcome === 'read' && this.#wards.holds.unanswered === 0;
    await Promise.all([
      this.#monitors.run(client, until),
      describing
        ? this.#describer.run(client, Math.min(until, clock.monotonic() + intervalMs * PATIENCE))
        : null,
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
      if (!connected || vm.entity.state === 'unknown') this.#reader.blank(vm, Reason.unreachable);
      else if (!vm.active) this.#reader.blank(vm, Reason.notRunning);
      else if (vm.entity.trouble?.kind === 'stuck') this.#reader.explainMonitor(vm, Reason.stuck);
    }
  }

  #reset(vm: Vm, gone: boolean): void {
    this.#reader.reset(vm, gone);
    this.#wards.forget(vm);
  }

  get #stuckCalls(): number {
    const waiting = this.#describer.unanswered + this.#wards.holds.unanswered;
    return this.#lane.slots.overdue + this.#free.overdue + waiting;
  }

  /** The source's own numbers: what reading costs, and how many VMs there are. */
  #putSelf(durationMs: number, known: number): void {
    let running = 0;
    let stuck = 0;
    for (const vm of this.#inventory.all()) {
      if (vm.entity.state === 'running') running++;
      if (vm.entity.trouble?.kind === 'stuck') stuck++;
    }
    this.#self.state = this.#session.reason === null ? 'up' : 'down';
    this.#put('poll.duration', durationMs / 1000);
    this.#put('calls.stuck', this.#stuckCalls);
    this.#put('vms.total', this.#listed ? this.#inventory.size : NaN);
    this.#put('vms.running', this.#listed ? running : NaN);
    this.#put('vms.stuck', this.#listed ? stuck : NaN);
    this.#put('poll.values', known + 1);
  }

  #put(metric: string, value: number): void {
    const slot = this.series.slot(this.#self, metric);
    this.#reader.arrays.room();
    if (Number.isNaN(value)) this.#reader.machine.unknown(slot, Reason.unreachable);
    else this.#reader.machine.put(slot, value);
  }
}

/** How many values are known. Yields where the rest may wait. */
function* countKnown(values: Float64Array): Generator<void, number> {
  let known = 0;
  for (let at = 0; at < values.length; at++) {
    if (!Number.isNaN(values[at])) known++;
    if (at % VALUES_AT_ONCE === 0) yield;
  }
  return known;
}

function selfEntity({ uri, clock }: LibvirtConfig): Entity {
  return createEntity({ class: 'source', id: NAME, source: NAME, name: uri, state: 'down' }, clock.now());
}

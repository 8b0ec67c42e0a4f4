import type { PollResult } from '../../model/batch.ts';
import { cutText } from '../../lib/text/cut-text.ts';
import { createEntity, type Entity, type EntityClass } from '../../model/entity.ts';
import { InputError } from '../../model/error.ts';
import { continued } from '../../model/health.ts';
import { Reason } from '../../model/reason.ts';
import { SeriesTable } from '../../model/series.ts';
import { POLL_METRICS, type Source, type SourceStatus } from '../../model/source.ts';
import type { StatsAnswer, StatsProvider, StatsQuery } from '../../model/stats.ts';
import { bulkStats } from './calls/bulk-stats.ts';
import { BUDGET, type LibvirtConfig } from './config.ts';
import { SourceConditions } from './health/conditions.ts';
import { LIMITS } from './limits.ts';
import { createParts, type Parts } from './parts.ts';
import { poll } from './poll.ts';
import { sentences } from './reasons.ts';

/** Reads one libvirt daemon in bulk; a stuck VM is isolated and never stops the others. */
export function createLibvirtSource(config: LibvirtConfig): Source & StatsProvider {
  return new LibvirtSource(config);
}

class LibvirtSource implements Source, StatsProvider {
  readonly id: string;
  readonly kind = 'libvirt';
  readonly intervalMs: number;
  readonly series = new SeriesTable();
  readonly #config: LibvirtConfig;
  readonly #parts: Parts;
  readonly #self: Entity;
  readonly #conditions = new SourceConditions();
  /** Of the poll in progress. */
  #polling: AbortSignal | undefined;
  #isPolling = false;

  constructor(config: LibvirtConfig) {
    this.id = config.id;
    this.intervalMs = config.intervalMs;
    this.#config = config;
    this.#parts = createParts(config.id, config, {
      series: this.series,
      polling: () => this.#polling,
      isPolling: () => this.#isPolling,
    });
    this.#self = selfEntity(config);
    for (const metric of [...POLL_METRICS, 'calls.stuck']) this.series.slot(this.#self, metric);
  }

  get stuckCalls(): number {
    const { facts, host, listCalls, monitorCalls, quarantine, xmlRefresher } = this.#parts;
    const waiting = quarantine.controlInfo.unanswered + (facts?.unanswered ?? 0) + (host?.overdue ?? 0);
    let overdue = 0;
    for (const limiter of new Set([monitorCalls.limiter, xmlRefresher.limiter])) overdue += limiter.overdue;
    return overdue + listCalls.overdue + waiting;
  }

  status(): SourceStatus {
    const { condition } = this.#self;
    return {
      id: this.id,
      name: this.id,
      kind: this.kind,
      target: this.#config.uri,
      demo: this.#config.demo,
      up: condition === null,
      reason: condition?.reason ?? null,
      since: this.#self.stateSince,
      stuckCalls: this.stuckCalls,
      conditions: this.#conditions.all,
      sentences,
    };
  }

  async poll(signal: AbortSignal): Promise<PollResult> {
    this.#polling = signal;
    const { clock } = this.#config;
    const time = clock.now();
    const startedAt = clock.monotonic();
    this.#isPolling = true;
    const reading = poll(this.#parts, this.#config, { time, signal });
    const problem = await reading.finally(() => (this.#isPolling = false));
    if (problem === null) this.#parts.facts?.refresher.tick();
    this.#assess(problem, time);
    this.#parts.host?.update(this.#self.condition, time);
    this.#conditions.update(this.#parts, time);
    this.#putCounts(problem === null);
    const durationMs = clock.monotonic() - startedAt;
    this.series.tick();
    const { values, reasons } = this.#parts.decoder.writer;
    return {
      time,
      durationMs,
      complete: this.#complete(problem === null),
      series: this.series,
      values,
      reasons,
    };
  }

  async domainStats(query: StatsQuery): Promise<StatsAnswer> {
    const { decoder, inventory, listCalls, monitorCalls, quarantine, session } = this.#parts;
    const { client } = session;
    if (!client || !inventory.isComplete) {
      const state = client ? 'the list of VMs was not read yet' : (session.reason ?? 'not connected');
      throw new InputError('SOURCE_UNAVAILABLE', `Cannot get statistics: ${state}`);
    }
    return bulkStats(client, query, {
      clock: this.#config.clock,
      inventory,
      listed: () => decoder.listed,
      monitorCalls,
      listCalls,
      quarantine,
      patienceMs: this.#config.intervalMs * BUDGET,
    });
  }

  retry(): void {
    this.#parts.session.retry();
  }

  async close(): Promise<void> {
    const { agentCalls, facts, host, processes, session } = this.#parts;
    await Promise.all([agentCalls?.close(), facts?.refresher.close(), host?.close(), session.close()]);
    processes?.[Symbol.dispose]();
  }

  /** Hosts are listed completely once the identity of its host is known, also while the daemon cannot be reached. */
  #complete(isListed: boolean): EntityClass[] {
    const { host } = this.#parts;
    const isHostKnown = host?.isKnown ?? this.#config.hostId !== null;
    return [...(isListed ? ['VM' as const] : []), ...(isHostKnown ? ['host' as const] : []), 'source'];
  }

  /** Sets state and condition: a source is up when its last poll read the complete list. */
  #assess(problem: string | null, time: number): void {
    const found =
      problem === null
        ? null
        : ({ kind: 'unreachable', since: time, reason: cutText(problem, LIMITS.labelLength) } as const);
    const state = found ? 'down' : 'up';
    if (this.#self.state !== state) this.#self.stateSince = time;
    this.#self.state = state;
    this.#self.condition = continued(this.#self.condition, found);
  }

  /** Counts the VMs: their numbers are known, also when they are 0, where this poll read the list. */
  #putCounts(isListed: boolean): void {
    const { inventory } = this.#parts;
    let running = 0;
    let stuck = 0;
    for (const vm of inventory.all()) {
      if (vm.entity.state === 'running') running++;
      if (vm.entity.condition?.kind === 'stuck') stuck++;
    }
    this.#put('vms.total', isListed ? inventory.size : NaN);
    this.#put('vms.running', isListed ? running : NaN);
    this.#put('vms.stuck', isListed ? stuck : NaN);
  }

  #put(metric: string, value: number): void {
    const { writer } = this.#parts.decoder;
    const slot = writer.slot(this.#self, metric);
    if (Number.isNaN(value)) writer.unknown(slot, Reason.unreachable);
    else writer.put(slot, value);
  }
}

function selfEntity({ id, name, clock }: LibvirtConfig): Entity {
  const now = clock.now();
  const condition = { kind: 'unreachable', since: now, reason: 'not connected yet' } as const;
  return createEntity({ class: 'source', id, source: id, name, state: 'down', condition }, now);
}

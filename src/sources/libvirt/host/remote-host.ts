import { parseUri, type LibvirtClient } from '@virtscope/libvirt';
import { createEntity, type Entity } from '../../../model/entity.ts';
import { continued, type EntityCondition } from '../../../model/health.ts';
import type { SeriesTable } from '../../../model/series.ts';
import { readHost } from '../calls/detect.ts';
import type { LibvirtConfig } from '../config.ts';
import type { ClaimHost, HostClaim, HostReport } from './host-claim.ts';
import type { Inventory } from '../inventory.ts';

/** The first call after the daemon has started looks at its emulators. */
const DEADLINE_MS = 20_000;

export interface RemoteHostOptions {
  readonly config: Pick<LibvirtConfig, 'id' | 'uri' | 'clock'>;
  readonly claimHost: ClaimHost;
  readonly inventory: Inventory;
  readonly series: SeriesTable;
}

/**
 * The host of a daemon elsewhere. It is asked for its identity beside the polls, over a connection of its own: a call that is
 * not answered would take the place of another. From then on it is an entity, and the host of all VMs of the source.
 */
export class RemoteHost {
  readonly #options: RemoteHostOptions;
  readonly #closed = new AbortController();
  /** The connection on which it was last asked. */
  #asked: LibvirtClient | null = null;
  /** Ends with the answer, or without one; never rejects. */
  #asking: Promise<void> | null = null;
  #report: HostReport | null = null;
  #claim: HostClaim | null = null;
  /** Null until it is known, and where another source reports it. */
  #entity: Entity | null = null;

  constructor(options: RemoteHostOptions) {
    this.#options = options;
  }

  get isKnown(): boolean {
    return this.#claim !== null;
  }

  /** Why it does not have the UUID that it reports as its id, as a sentence; null where nothing is wrong. */
  get conflict(): string | null {
    const { duplicateOf, id } = this.#claim ?? { duplicateOf: null, id: '' };
    if (duplicateOf === null || !this.#report) return null;
    const { uuid, hostname } = this.#report;
    return `The hosts ${hostname} and ${duplicateOf} report the same UUID ${uuid}: ${hostname} has the id ${id} instead`;
  }

  /** Asks in the background, once for each connection of the source, until there is an answer. */
  ask(connection: LibvirtClient): void {
    if (this.#report || this.#asking || this.#asked === connection || this.#closed.signal.aborted) return;
    this.#asked = connection;
    this.#asking = this.#read();
  }

  /**
   * Takes what was answered, at the end of a poll that began at `time` (epoch ms).
   *
   * @param condition of the source: why the daemon cannot be reached
   */
  update(condition: EntityCondition | null, time: number): void {
    if (!this.#claim && this.#report) this.#identify(this.#report, time);
    const entity = this.#entity;
    if (!entity) return;
    const state = condition ? 'down' : 'up';
    if (entity.state !== state) entity.stateSince = time;
    entity.state = state;
    entity.condition = continued(entity.condition, condition);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#asking;
  }

  async #read(): Promise<void> {
    const { uri } = this.#options.config;
    this.#report = await readHost(uri, { deadlineMs: DEADLINE_MS, signal: this.#closed.signal });
    this.#asking = null;
  }

  #identify(report: HostReport, time: number): void {
    const { claimHost, config, inventory, series } = this.#options;
    const claim = claimHost(config.id, report);
    this.#claim = claim;
    inventory.setHost(claim.id);
    if (claim.isReported) return;
    const { host: address } = parseUri(config.uri);
    const name = report.hostname || address || config.id;
    const labels = address === '' ? {} : { address };
    this.#entity = createEntity(
      { class: 'host', id: claim.id, source: config.id, name, state: 'up', labels },
      time,
    );
    series.add(this.#entity);
  }
}

import { parseUri, type LibvirtClient } from '@virtscope/libvirt';
import { withReadings } from '../../../lib/fact-readings.ts';
import type { BatchWriter } from '../../../model/batch-writer.ts';
import { createEntity, type Entity } from '../../../model/entity.ts';
import { continued, type EntityCondition } from '../../../model/health.ts';
import { Reason } from '../../../model/reason.ts';
import { reasonText } from '../../../model/reason-text.ts';
import type { LibvirtConfig } from '../config.ts';
import type { Inventory } from '../inventory.ts';
import { sentences } from '../reasons.ts';
import type { ClaimHost, HostClaim } from './host-claim.ts';
import { callObserver } from '../calls/call-observer.ts';
import { HostCalls } from './host-calls.ts';
import { nodeLabels } from './host-labels.ts';
import { HostValues } from './host-values.ts';
import { readHost, type HostIdentification } from './read-host.ts';

/** The first call after the daemon has started looks at its emulators. */
const DEADLINE_MS = 20_000;

export interface RemoteHostOptions {
  readonly config: Pick<LibvirtConfig, 'id' | 'uri' | 'clock' | 'onCall'>;
  readonly claimHost: ClaimHost;
  readonly inventory: Inventory;
  readonly writer: BatchWriter;
}

/** The host as this source reports it. */
interface Reported {
  readonly entity: Entity;
  readonly values: HostValues;
}

/**
 * The host of a daemon elsewhere. It is asked for its identity beside the polls, over a connection of its own: a call that is
 * not answered would take the place of another. From then on it is an entity, the host of all VMs of the source, and is read
 * with each poll.
 */
export class RemoteHost {
  readonly #options: RemoteHostOptions;
  readonly #calls: HostCalls;
  readonly #closed = new AbortController();
  /** The connection on which it was last asked. */
  #asked: LibvirtClient | null = null;
  /** Ends with the answer, or without one; never rejects. */
  #asking: Promise<void> | null = null;
  #identification: HostIdentification | null = null;
  #claim: HostClaim | null = null;
  /** Null until it is known, and where another source reports it. */
  #reported: Reported | null = null;

  constructor(options: RemoteHostOptions) {
    this.#options = options;
    this.#calls = new HostCalls(options.config.clock);
  }

  get isKnown(): boolean {
    return this.#claim !== null;
  }

  /** Calls of its values that are late and not answered. */
  get overdue(): number {
    return this.#calls.overdue;
  }

  /** Why it does not have the UUID that it reports as its id, as a sentence; null where nothing is wrong. */
  get conflict(): string | null {
    const { duplicateOf, id } = this.#claim ?? { duplicateOf: null, id: '' };
    if (duplicateOf === null || !this.#identification) return null;
    const { uuid, hostname } = this.#identification.report;
    return `The hosts ${hostname} and ${duplicateOf} report the same UUID ${uuid}: ${hostname} has the id ${id} instead`;
  }

  /** Asks in the background, once for each connection of the source, until there is an answer. */
  ask(connection: LibvirtClient): void {
    if (this.#identification || this.#asking || this.#asked === connection || this.#closed.signal.aborted)
      return;
    this.#asked = connection;
    this.#asking = this.#identify();
  }

  /**
   * Reads its values, as far as they come before monotonic time `until`.
   * @throws {ProtocolError} when an answer makes no sense
   */
  async read(connection: LibvirtClient, until: number): Promise<void> {
    if (this.#reported) await this.#calls.read(connection, this.#reported.values, until);
  }

  /**
   * Takes what was answered, at the end of a poll that began at `time` (epoch ms).
   *
   * @param condition of the source: why the daemon cannot be reached
   */
  update(condition: EntityCondition | null, time: number): void {
    if (!this.#claim && this.#identification) this.#report(this.#identification, time);
    if (!this.#reported) return;
    const { entity, values } = this.#reported;
    const state = condition ? 'down' : 'up';
    if (entity.state !== state) entity.stateSince = time;
    entity.state = state;
    entity.condition = continued(entity.condition, condition);
    this.#label(entity);
    values.end(condition === null);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#asking;
  }

  async #identify(): Promise<void> {
    const { id, onCall, uri } = this.#options.config;
    this.#identification = await readHost(uri, {
      deadlineMs: DEADLINE_MS,
      signal: this.#closed.signal,
      observer: callObserver(id, onCall),
    });
    this.#asking = null;
  }

  #report({ report, labels }: HostIdentification, time: number): void {
    const { claimHost, config, inventory, writer } = this.#options;
    const claim = claimHost(config.id, report);
    this.#claim = claim;
    inventory.setHost(claim.id);
    if (claim.isReported) return;
    const { host: address } = parseUri(config.uri);
    const name = report.hostname || address || config.id;
    const os = { value: null, origin: null, reason: reasonText(Reason.onlyOnHost, sentences) };
    const entity = createEntity(
      {
        class: 'host',
        id: claim.id,
        source: config.id,
        name,
        state: 'up',
        labels: { ...(address !== '' && { address }), ...labels },
        facts: withReadings({}, { os }, time),
      },
      time,
    );
    this.#reported = { entity, values: new HostValues(writer, entity) };
  }

  /** Replaces the labels where one changed. */
  #label(entity: Entity): void {
    const found = nodeLabels(this.#calls);
    if (Object.entries(found).some(([name, value]) => entity.labels[name] !== value))
      entity.labels = { ...entity.labels, ...found };
  }
}

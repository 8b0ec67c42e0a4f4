import type { CallOptions, Connection } from './connection.ts';
import type { WireDomain } from './codec/domain.ts';
import type { EventKind } from './codec/event.ts';
import type { TypedParam } from './codec/typed-param.ts';
import { domainCpuTime, domainVcpus, type DomainCpuTime, type Vcpu } from './calls/domain.ts';
import { interfaceAddresses, type AddressSource, type GuestInterface } from './calls/guest.ts';
import { blockJob, jobStats, type BlockJob, type JobStats } from './calls/job.ts';
import { NodeStatsCalls, type NodeInfo, type NodeStats } from './calls/host.ts';
import { allDomainStatsRaw, domainListStatsRaw, readDomainStats, type DomainStats } from './calls/stats.ts';
import { checkOwner, Domain } from './domain.ts';
import { subscribe, type EventOptions, type EventStream } from './events.ts';

/** What the job of a domain is doing; `state` 0 ok, 1 a job runs, 2 occupied by a call, 3 error. */
export interface ControlInfo {
  state: number;
  details: number;
  /** How long it has been so, in milliseconds. */
  stateTimeMs: bigint;
}

/** The daemon's short view of a domain. */
export interface DomainInfo {
  state: number;
  maxMemoryKib: bigint;
  memoryKib: bigint;
  vcpus: number;
  cpuTimeNs: bigint;
}

/** Bytes of a disk: its size for the guest, what the image takes on the host, and where the image ends. */
export interface BlockInfo {
  capacity: bigint;
  allocation: bigint;
  physical: bigint;
}

/**
 * Typed calls to one libvirt daemon; `open` makes one.
 *
 * Every call may throw `LibvirtError`, `DeadlineError`, `ConnectionClosedError` or `ProtocolError`.
 */
export class LibvirtClient implements AsyncDisposable {
  readonly connection: Connection;
  /** The URI the daemon was asked to open. */
  readonly uri: string;
  readonly readOnly: boolean;
  readonly #nodeStats: NodeStatsCalls;

  constructor(connection: Connection, uri: string, readOnly: boolean) {
    this.connection = connection;
    this.#nodeStats = new NodeStatsCalls(connection);
    this.uri = uri;
    this.readOnly = readOnly;
  }

  /** Sends CONNECT_CLOSE, waits for its answer up to the deadline (default 1,000 ms), and ends the connection. */
  async close(options: CallOptions = {}): Promise<void> {
    try {
      await this.connection.call('CONNECT_CLOSE', undefined, { deadlineMs: 1000, ...options });
    } catch {
      // The connection ends either way.
    } finally {
      this.connection.close();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The driver's name, such as `QEMU` or `TEST`. */
  async type(options?: CallOptions): Promise<string> {
    return (await this.connection.call('CONNECT_GET_TYPE', undefined, options)).text;
  }

  async hostname(options?: CallOptions): Promise<string> {
    return (await this.connection.call('CONNECT_GET_HOSTNAME', undefined, options)).text;
  }

  /** The hypervisor's version: 7.2.1 is 7002001. */
  async version(options?: CallOptions): Promise<number> {
    return Number((await this.connection.call('CONNECT_GET_VERSION', undefined, options)).version);
  }

  /** The daemon's version: 9.0.0 is 9000000. */
  async libVersion(options?: CallOptions): Promise<number> {
    return Number((await this.connection.call('CONNECT_GET_LIB_VERSION', undefined, options)).version);
  }

  /** Processors and memory of the host; processors that are off are not counted. */
  nodeInfo(options?: CallOptions): Promise<NodeInfo> {
    return this.connection.call('NODE_GET_INFO', undefined, options);
  }

  /**
   * Time all processors of the host together spent since boot, in nanoseconds: `kernel` (with interrupts), `user` (with
   * guests), `idle`, `iowait`; the last two may go back. The first call on a connection takes two round trips.
   */
  nodeCpuStats(options?: CallOptions): Promise<NodeStats> {
    return this.#nodeStats.cpu(options);
  }

  /** Memory of the host in KiB: `total`, `free`, `buffers`, `cached`, since libvirt 12.3 `available`. As {@link nodeCpuStats}. */
  nodeMemoryStats(options?: CallOptions): Promise<NodeStats> {
    return this.#nodeStats.memory(options);
  }

  /** The host's capabilities as XML. */
  async capabilities(options?: CallOptions): Promise<string> {
    return (await this.connection.call('CONNECT_GET_CAPABILITIES', undefined, options)).text;
  }

  /** All domains that pass the filter of `LIST_FLAG` and `HAS_FLAG` bits; 0 for all. */
  async listAllDomains(flags = 0, options?: CallOptions): Promise<Domain[]> {
    const args = { needResults: 1, flags: flags >>> 0 };
    const { domains } = await this.connection.call('CONNECT_LIST_ALL_DOMAINS', args, options);
    return domains.map((domain) => new Domain(this.connection, domain));
  }

  async lookupByName(name: string, options?: CallOptions): Promise<Domain> {
    const { domain } = await this.connection.call('DOMAIN_LOOKUP_BY_NAME', { text: name }, options);
    return new Domain(this.connection, domain);
  }

  async lookupByUuid(uuid: string, options?: CallOptions): Promise<Domain> {
    const { domain } = await this.connection.call('DOMAIN_LOOKUP_BY_UUID', { uuid }, options);
    return new Domain(this.connection, domain);
  }

  async lookupById(id: number, options?: CallOptions): Promise<Domain> {
    const { domain } = await this.connection.call('DOMAIN_LOOKUP_BY_ID', { value: id }, options);
    return new Domain(this.connection, domain);
  }

  /** The domain's XML; it takes a job in the daemon since libvirt 11, so do not poll it. */
  async domainXml(domain: WireDomain, flags = 0, options?: CallOptions): Promise<string> {
    return (await this.connection.call('DOMAIN_GET_XML_DESC', this.#of(domain, flags), options)).text;
  }

  /** State and reason as numbers; `stateName` and `reasonName` give their names. */
  domainState(domain: WireDomain, options?: CallOptions): Promise<{ state: number; reason: number }> {
    return this.connection.call('DOMAIN_GET_STATE', this.#of(domain), options);
  }

  domainInfo(domain: WireDomain, options?: CallOptions): Promise<DomainInfo> {
    return this.connection.call('DOMAIN_GET_INFO', this.#of(domain), options);
  }

  /**
   * Processor time of a running domain, without a question to QEMU: the counters of bulk statistics where the host has
   * cgroups; where it has none the daemon refuses.
   */
  async domainCpuTime(domain: WireDomain, options?: CallOptions): Promise<DomainCpuTime> {
    return domainCpuTime(this.connection, this.#of(domain).domain, options);
  }

  /** The processors of a running domain that are online, `most` at most, without a question to QEMU. */
  async domainVcpus(domain: WireDomain, most: number, options?: CallOptions): Promise<Vcpu[]> {
    return domainVcpus(this.connection, this.#of(domain).domain, most, options);
  }

  /** Whether it is started with its host; `listAllDomains` with a flag names all of those in one call. */
  async autostart(domain: WireDomain, options?: CallOptions): Promise<boolean> {
    return (await this.connection.call('DOMAIN_GET_AUTOSTART', this.#of(domain), options)).value !== 0;
  }

  /** Bytes of a disk, named by its target or path: of its image, of that on the host, and of the file. */
  blockInfo(domain: WireDomain, path: string, options?: CallOptions): Promise<BlockInfo> {
    return this.connection.call('DOMAIN_GET_BLOCK_INFO', { ...this.#of(domain), path }, options);
  }

  /** The block job of a disk, named by its target or path; null where it has none. Asks QEMU only where it has one. */
  blockJob(domain: WireDomain, path: string, options?: CallOptions): Promise<BlockJob | null> {
    return blockJob(this.connection, { ...this.#of(domain), path }, options);
  }

  /** The job of a domain as a whole: migration, save, dump, backup; null where it has none. */
  jobStats(domain: WireDomain, options?: CallOptions): Promise<JobStats | null> {
    return jobStats(this.connection, this.#of(domain), options);
  }

  /** Names of a domain's snapshots that pass the filter of `SNAPSHOT_FLAG` bits; 0 for all. */
  async snapshotNames(domain: WireDomain, flags = 0, options?: CallOptions): Promise<string[]> {
    const args = { ...this.#of(domain, flags), needResults: 1 };
    const { snapshots } = await this.connection.call('DOMAIN_LIST_ALL_SNAPSHOTS', args, options);
    return snapshots.map(({ name }) => name);
  }

  /** The XML of a snapshot; it has the domain's XML in it. */
  async snapshotXml(domain: WireDomain, name: string, options?: CallOptions): Promise<string> {
    const args = { snapshot: { name, ...this.#of(domain) }, flags: 0 };
    return (await this.connection.call('DOMAIN_SNAPSHOT_GET_XML_DESC', args, options)).text;
  }

  /** Whether a domain is held by another call: never blocks, so it finds the one that hangs. */
  controlInfo(domain: WireDomain, options?: CallOptions): Promise<ControlInfo> {
    return this.connection.call('DOMAIN_GET_CONTROL_INFO', this.#of(domain), options);
  }

  /** Statistics of all domains: `stats` are `STATS_GROUP` bits, 0 for all groups; `flags` are `STATS_FLAG` bits. */
  async getAllDomainStats(stats = 0, flags = 0, options?: CallOptions): Promise<DomainStats[]> {
    const payload = await this.getAllDomainStatsRaw(stats, flags, options);
    return [...this.readStats(payload)];
  }

  /**
   * Statistics of the domains named; one that no longer exists is missing in the answer.
   *
   * @throws {ArgumentError} `EMPTY_DOMAIN_LIST`, or `MIXED_CONNECTIONS` if a domain is another connection's.
   */
  async domainListGetStats(
    domains: readonly WireDomain[],
    stats = 0,
    flags = 0,
    options?: CallOptions,
  ): Promise<DomainStats[]> {
    const payload = await this.domainListGetStatsRaw(domains, stats, flags, options);
    return [...this.readStats(payload)];
  }

  /** Statistics of one domain, or null if it no longer exists. */
  async domainGetStats(
    domain: WireDomain,
    stats = 0,
    flags = 0,
    options?: CallOptions,
  ): Promise<DomainStats | null> {
    const [record = null] = await this.domainListGetStats([domain], stats, flags, options);
    return record;
  }

  /** Like `getAllDomainStats`, as bytes for `scanDomainStats` or `readStats`. */
  getAllDomainStatsRaw(stats = 0, flags = 0, options?: CallOptions): Promise<Uint8Array> {
    return allDomainStatsRaw(this.connection, stats, flags, options);
  }

  /** Like `domainListGetStats`, as bytes for `scanDomainStats` or `readStats`. */
  domainListGetStatsRaw(
    domains: readonly WireDomain[],
    stats = 0,
    flags = 0,
    options?: CallOptions,
  ): Promise<Uint8Array> {
    return domainListStatsRaw(this.connection, domains, stats, flags, options);
  }

  /** Records of the bytes that a raw call returned, one by one: all of a long answer are much work to decode. */
  readStats(payload: Uint8Array): Generator<DomainStats, void> {
    return readDomainStats(this.connection, payload);
  }

  /** Registers for events of all domains; resolved, none is missed from then on. */
  events(kinds: readonly EventKind[], options?: EventOptions): Promise<EventStream> {
    return subscribe(this.connection, kinds, options);
  }

  /** Addresses of a domain's interfaces; source `agent` needs a read-write connection. */
  interfaceAddresses(
    domain: WireDomain,
    source: AddressSource,
    options?: CallOptions,
  ): Promise<GuestInterface[]> {
    checkOwner(this.connection, [domain]);
    return interfaceAddresses(this.connection, domain, source, options);
  }

  /** The report of the guest agent, `types` being `GUEST_INFO` bits. Needs a read-write connection. */
  async guestInfo(domain: WireDomain, types = 0, options?: CallOptions): Promise<TypedParam[]> {
    const args = { ...this.#of(domain), types: types >>> 0 };
    return (await this.connection.call('DOMAIN_GET_GUEST_INFO', args, options)).params;
  }

  /** Makes the guest report its memory every so many seconds. Changes the domain: needs a read-write connection. */
  async setMemoryStatsPeriod(domain: WireDomain, seconds: number, options?: CallOptions): Promise<void> {
    const live = 1;
    await this.connection.call(
      'DOMAIN_SET_MEMORY_STATS_PERIOD',
      { ...this.#of(domain, live), seconds },
      options,
    );
  }

  #of(domain: WireDomain, flags = 0): { domain: WireDomain; flags: number } {
    checkOwner(this.connection, [domain]);
    return { domain, flags: flags >>> 0 };
  }
}

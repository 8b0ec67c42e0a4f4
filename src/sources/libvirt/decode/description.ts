import type { Device } from '../../../model/entity.ts';
import { segment } from '../../../model/vocabulary.ts';
import { cutText } from '../../../lib/text/cut-text.ts';
import { LIMITS, type Omission } from '../limits.ts';
import { DefinitionReader } from './definition.ts';
import { places, type Attributes, type Place } from './walk-xml.ts';
import type { DomainDescription } from './xml.ts';

/** Attributes of `<source>` that name where a device's data is. */
const sources = ['file', 'dev', 'name', 'dir', 'volume', 'network', 'bridge'] as const;

/** Puts a description together from the elements of a domain's XML, in document order. */
export class DescriptionBuilder {
  readonly root: Place;
  readonly #disks: Device[] = [];
  readonly #nics: Device[] = [];
  readonly #nicKeys = new Set<string>();
  readonly #omitted = new Map<Omission, number>();
  readonly #definition = new DefinitionReader();
  #balloonPeriodSeconds: number | null = null;
  #hugepages = false;
  #agentConnected = false;
  /** Of the device that is open. */
  #labels: Record<string, string> = {};
  #key: string | null = null;

  constructor() {
    const begin = ({ type, device }: Attributes): void => {
      this.#labels = {};
      this.#key = null;
      this.#label('type', type);
      if (device !== 'disk') this.#label('device', device);
    };
    const source: Place = {
      open: (of) => {
        const name = sources.find((attribute) => of[attribute]) ?? '';
        this.#label('source', of[name]);
        // An interface of a network is on that network's bridge, if it has one.
        if (name === 'network' || name === 'bridge') this.#label('bridge', of['bridge']);
      },
    };
    const alias: Place = { open: ({ name }) => this.#label('alias', name) };
    const disk = {
      open: begin,
      close: () => this.#endDisk(),
      inside: places({
        source,
        alias,
        driver: { open: ({ type }) => this.#label('format', type) },
        target: { open: (of) => this.#openTarget(of) },
        readonly: { open: () => this.#label('readonly', 'yes') },
        serial: { text: (text) => this.#label('serial', text) },
      }),
    };
    const nic = {
      open: begin,
      close: () => this.#endNic(),
      inside: places({
        source,
        alias,
        model: { open: ({ type }) => this.#label('model', type) },
        link: { open: ({ state }) => this.#label('link', state) },
        mac: { open: ({ address }) => this.#label('mac', (this.#key = address?.toLowerCase() ?? null)) },
        target: { open: ({ dev }) => this.#label('ifname', dev) },
      }),
    };
    const stats: Place = { open: ({ period }) => void (this.#balloonPeriodSeconds = Number(period) || null) };
    const channel: Place = {
      open: ({ name, state }) => {
        if (name === 'org.qemu.guest_agent.0') this.#agentConnected = state === 'connected';
      },
    };
    const hugepages: Place = { open: () => void (this.#hugepages = true) };
    const devices = {
      inside: places({
        disk,
        interface: nic,
        // A memory device can have pages of its own.
        memory: { inside: places({ source: { inside: places({ pagesize: hugepages }) } }) },
        memballoon: { inside: places({ stats }) },
        channel: { inside: places({ target: channel }) },
      }),
    };
    const memoryBacking = { inside: places({ hugepages }) };
    this.root = { inside: places({ ...this.#definition.places, memoryBacking, devices }) };
  }

  build(): DomainDescription {
    const definition = this.#definition.build();
    const { tagsLeftOut } = this.#definition;
    if (tagsLeftOut > 0) this.#omitted.set('tags', tagsLeftOut);
    return {
      definition,
      disks: this.#disks,
      nics: this.#nics,
      balloonPeriodSeconds: this.#balloonPeriodSeconds,
      hugepages: this.#hugepages,
      agentConnected: this.#agentConnected,
      omitted: this.#omitted,
    };
  }

  #omit(what: Omission): void {
    this.#omitted.set(what, (this.#omitted.get(what) ?? 0) + 1);
  }

  #label(name: string, value: string | null | undefined): void {
    if (value) this.#labels[name] = cutText(value, LIMITS.labelLength);
  }

  #openTarget({ dev, bus }: Attributes): void {
    this.#key = dev ?? null;
    this.#label('bus', bus);
  }

  #endDisk(): void {
    if (!this.#key) return;
    if (this.#key.length > LIMITS.keyLength) this.#omit('longKey');
    else if (this.#disks.length >= LIMITS.devices) this.#omit('devices');
    else
      this.#disks.push({
        kind: 'disk',
        key: segment(cutText(this.#key, LIMITS.keyLength)),
        labels: this.#labels,
      });
  }

  /** A NIC without an address of its own still takes its place in the order; two of a team have one address. */
  #endNic(): void {
    if (this.#nics.length >= LIMITS.devices) return this.#omit('devices');
    const isLong = this.#key !== null && this.#key.length > LIMITS.keyLength;
    if (isLong) this.#omit('longKey');
    const own = segment(
      isLong || !this.#key ? `nic${this.#nics.length}` : cutText(this.#key, LIMITS.keyLength),
    );
    const key = this.#nicKeys.has(own) ? `${own}-${this.#nics.length}` : own;
    this.#nicKeys.add(key);
    this.#nics.push({ kind: 'net', key, labels: { link: 'up', ...this.#labels } });
  }
}

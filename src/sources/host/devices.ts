import type { Device } from '../../model/entity.ts';
import { segment } from '../../model/vocabulary.ts';
import { matcher, type DeviceRule } from './config.ts';
import { Growth } from './growth.ts';

/** Properties of a device, from /sys. */
export interface Facts {
  /** The name that its key is made of, which survives a restart. */
  readonly name: string;
  /** Hardware, or what a hypervisor shows as such. */
  readonly backed: boolean;
  /** Made of other devices, whose counters already include its own. */
  readonly stacked: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

/** A device that was in the last list. */
export interface Present<S> {
  readonly facts: Facts;
  readonly key: string;
  readonly growth: Growth;
  /** Null for a device beyond the limit, or with the key of another: it has no series, but is in the totals. */
  slots: S | null;
}

interface Options<S> {
  readonly kind: Device['kind'];
  readonly rule: DeviceRule;
  /** Counters of one device. */
  readonly columns: number;
  /** Null for a line that is not a device: a partition, the host's end of a guest's interface. */
  readonly facts: (name: string) => Facts | null;
  readonly slots: (key: string) => S;
}

/**
 * The disks or interfaces of the machine, by the kernel's name, kept in step with what a file of /proc lists:
 * `begin`, `find` for each line, `end`. A device that returns begins with a first sample, in its old slots.
 */
export class Devices<S> {
  readonly #options: Options<S>;
  readonly #leftOut: RegExp;
  /** Null for a device that is left out; `round` is the one in which the name was last listed. */
  readonly #byName = new Map<string, { device: Present<S> | null; round: number }>();
  /** By key, of all devices that ever had series: slots are never freed. */
  readonly #slots = new Map<string, S>();
  #round = 0;
  #changed = false;
  #version = 0;
  #present: readonly Present<S>[] = [];
  #counted: readonly Present<S>[] = [];
  readonly #sum: Growth;

  constructor(options: Options<S>) {
    this.#options = options;
    this.#sum = new Growth(options.columns);
    this.#leftOut = matcher(options.rule.leaveOut);
  }

  begin(): void {
    this.#round++;
  }

  /** The device of a line; null when it is left out. */
  find(name: string): Present<S> | null {
    let entry = this.#byName.get(name);
    if (!entry) {
      entry = { device: this.#meet(name), round: 0 };
      this.#byName.set(name, entry);
      this.#changed = true;
    }
    entry.round = this.#round;
    return entry.device;
  }

  /** Forgets devices that were not listed and adds up the others. */
  end(): void {
    for (const [name, { round }] of this.#byName) {
      if (round === this.#round) continue;
      this.#byName.delete(name);
      this.#changed = true;
    }
    if (this.#changed) this.#settle();
    this.#sum.clear();
    for (const { growth } of this.#counted) this.#sum.add(growth);
  }

  /** As of the last `end`. */
  get present(): readonly Present<S>[] {
    return this.#present;
  }

  /** Sum of the hardware; where there is none, of what is not stacked; null when nothing is there. */
  get total(): Growth | null {
    return this.#counted.length > 0 ? this.#sum : null;
  }

  /** Grows when a device is added or removed. */
  get version(): number {
    return this.#version;
  }

  /** Those with series, for the inventory. */
  list(): Device[] {
    const { kind } = this.#options;
    const named = this.#present.filter(({ slots }) => slots !== null);
    return named.map(({ key, facts }) => ({ kind, key, labels: facts.labels }));
  }

  /** The devices without series, for people; null without any. */
  get leftOut(): string | null {
    const names = this.#present.filter(({ slots }) => slots === null).map(({ facts }) => facts.name);
    if (names.length === 0) return null;
    const some = names.slice(0, 5).join(', ');
    return names.length > 5 ? `${some} and ${names.length - 5} more` : some;
  }

  #settle(): void {
    this.#changed = false;
    this.#version++;
    this.#present = [...this.#byName.values()].flatMap(({ device }) => device ?? []);
    const taken = new Set(this.#present.filter(({ slots }) => slots !== null).map(({ key }) => key));
    for (const device of this.#present) {
      if (device.slots !== null || taken.has(device.key)) continue;
      device.slots = this.#slotsFor(device);
      taken.add(device.key);
    }
    const anyBacked = this.#present.some(({ facts }) => facts.backed);
    this.#counted = this.#present.filter(({ facts }) => (anyBacked ? facts.backed : !facts.stacked));
  }

  #meet(name: string): Present<S> | null {
    if (this.#leftOut.test(name)) return null;
    const facts = this.#options.facts(name);
    if (!facts) return null;
    return { facts, key: segment(facts.name), slots: null, growth: new Growth(this.#options.columns) };
  }

  #slotsFor({ key, facts }: Present<S>): S | null {
    const known = this.#slots.get(key);
    if (known !== undefined) return known;
    const { rule, slots } = this.#options;
    if (this.#slots.size >= (facts.backed ? rule.max : rule.max / 2)) return null;
    const made = slots(key);
    this.#slots.set(key, made);
    return made;
  }
}

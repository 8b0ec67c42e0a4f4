import { withReadings, type FactReading, type FactReadings } from '../../../lib/fact-readings.ts';
import type { Clock } from '../../../model/clock.ts';
import type { GuestReport } from '../calls/agent-calls.ts';
import type { Vm } from '../vm.ts';
import { addressFact, type FoundAddress } from './addresses.ts';
import { defined, definitionFacts, unreadableFacts } from './definition-facts.ts';
import { devicesOf, isSameDevices } from './devices.ts';
import { noteChange } from './facts-state.ts';
import { unknown, unknownBecause } from './reasons.ts';

export interface VmFactsOptions {
  readonly clock: Clock;
  /** Null where guest agents are not asked. */
  readonly agents: { isCurrent(report: GuestReport): boolean } | null;
}

/** Puts the facts and devices of a VM together from all that was read, and replaces them only where they changed. */
export class VmFacts {
  readonly #options: VmFactsOptions;

  constructor(options: VmFactsOptions) {
    this.#options = options;
  }

  put({ entity }: Vm, readings: FactReadings): void {
    entity.facts = withReadings(entity.facts, readings, this.#options.clock.now());
  }

  /** After its XML was read. */
  described(vm: Vm): void {
    const { clock } = this.#options;
    Object.assign(vm.factsState, { changedAt: clock.monotonic(), sizesAt: -Infinity });
    noteChange(vm);
    if (vm.description) this.put(vm, definitionFacts(vm.description.definition));
    this.composed(vm);
  }

  /** While its XML cannot be read. */
  undescribed(vm: Vm, reason: string): void {
    this.put(vm, unreadableFacts(vm.entity.facts, reason));
  }

  /** After something else was read: what more than one origin has is put together again. */
  composed(vm: Vm): void {
    const found = this.#addresses(vm);
    this.put(vm, {
      os: this.#os(vm),
      hostname: this.#hostname(vm),
      addresses: found === null ? null : (addressFact(found) ?? this.#noAddress(vm)),
    });
    if (!vm.description) return;
    const devices = devicesOf(vm, vm.description, found ?? []);
    if (!isSameDevices(vm.entity.devices, devices)) vm.entity.devices = devices;
  }

  /** Whether its guest agent reports addresses, so that no other origin is asked. */
  hasAgentAddresses({ guest }: Vm): boolean {
    return guest !== null && this.#isCurrent(guest);
  }

  #isCurrent(guest: GuestReport): boolean {
    return guest.addresses.length > 0 && (this.#options.agents?.isCurrent(guest) ?? false);
  }

  /** What the guest reported stays until it reports again: it is the same system while it is off. */
  #os({ description, guest }: Vm): FactReading<string> {
    if (guest?.os) return reported(guest.os);
    const os = description?.definition.os ?? null;
    return os === null ? unknown(`${this.#noAgent}, and ${unknownBecause.noOs}`) : defined(os);
  }

  #hostname({ active, guest }: Vm): FactReading<string> {
    if (guest?.hostname) return reported(guest.hostname);
    return unknown(active ? this.#noAgent : unknownBecause.off);
  }

  /** Null while they were not asked for. */
  #addresses({ active, description, factsState, guest }: Vm): readonly FoundAddress[] | null {
    if (!active) return [];
    if (guest && this.#isCurrent(guest)) {
      const macs = new Set(description?.nics.map(({ labels }) => labels['mac']));
      const own = guest.addresses.filter(({ mac }) => macs.has(mac));
      // A device that is passed through has no MAC address in the definition.
      return own.length > 0 ? own : guest.addresses;
    }
    return factsState.addresses;
  }

  #noAddress({ active, description }: Vm): FactReading<never> {
    if (!active) return unknown(unknownBecause.off);
    if (description?.nics.length === 0) return { value: null, origin: 'definition', reason: null };
    return unknown(`${this.#noAgent}, and ${unknownBecause.noAddress}`);
  }

  get #noAgent(): string {
    return this.#options.agents ? unknownBecause.noAgent : unknownBecause.agentsNotAsked;
  }
}

function reported(value: string): FactReading<string> {
  return { value, origin: 'guest agent', reason: null };
}

import { continued, type Condition } from '../../../model/health.ts';
import type { Inventory } from '../inventory.ts';
import type { Omission } from '../limits.ts';
import { isPartial, omissionText, omittedOf } from './omitted.ts';
import type { BatchDecoder } from '../decode/batch-decoder.ts';
import type { PerDomainCalls } from '../calls/per-domain/per-domain-calls.ts';
import type { RemoteHost } from '../host/remote-host.ts';
import type { Vm } from '../vm.ts';

/** Names in a sentence; more VMs are only counted. */
const MAX_NAMES = 3;

export interface ConditionInputs {
  readonly inventory: Inventory;
  readonly decoder: BatchDecoder;
  /** Null where its host is known beforehand. */
  readonly host: Pick<RemoteHost, 'conflict'> | null;
  readonly perDomainCalls: Pick<PerDomainCalls, 'condition'>;
}

/** What is wrong with a source or left out of it, and why: found at the end of every poll, each with the poll that first found it. */
export class SourceConditions {
  #all: readonly Condition[] = [];

  get all(): readonly Condition[] {
    return this.#all;
  }

  /** @param time of the poll, epoch ms */
  update(inputs: ConditionInputs, time: number): void {
    const before = new Map(this.#all.map((condition) => [condition.kind, condition]));
    const found: Condition[] = [];
    for (const [kind, reason] of omissionsOf(inputs)) {
      const condition = continued(before.get(kind) ?? null, { kind, since: time, reason });
      if (condition) found.push(condition);
    }
    this.#all = found;
  }
}

/** By kind, with a sentence. */
function* omissionsOf({
  inventory,
  decoder,
  host,
  perDomainCalls,
}: ConditionInputs): Generator<readonly [kind: string, reason: string]> {
  if (host?.conflict) yield ['host-uuid-duplicate', host.conflict];
  if (perDomainCalls.condition) yield ['no-bulk-statistics', perDomainCalls.condition];
  const vms = [...inventory.all()];
  const needsXml = vms.filter((vm) => vm.descriptionError !== null);
  const [first] = needsXml;
  if (first)
    yield ['description-unreadable', `Devices unknown of ${namesOf(needsXml)}: ${first.descriptionError}`];
  for (const [what, count] of decoder.omitted)
    if (count > 0) yield [kinds[what], `Left out: ${omissionText(what, count)}`];
  for (const [what, { count, of }] of gather(vms))
    yield [kinds[what], `Left out: ${omissionText(what, count)}, of ${namesOf(of)}`];
  if (decoder.isFull)
    yield ['too-many-fields', 'Left out: fields with new names, there are too many different ones'];
  const { lostEvents } = inventory;
  if (lostEvents > 0)
    yield [
      'too-many-events',
      `Left out: ${lostEvents} events, more than could be read; every VM is looked at again`,
    ];
}

const kinds: Readonly<Record<Omission, string>> = {
  longKey: 'long-device-name',
  devices: 'too-many-devices',
  processors: 'too-many-processors',
  tags: 'too-many-tags',
  raw: 'too-many-raw-fields',
  series: 'too-many-new-series',
  duplicates: 'duplicate-vm',
  newVms: 'too-many-new-vms',
};

/** What limits left out of all VMs, and of which. */
function gather(vms: readonly Vm[]): Map<Omission, { count: number; of: Vm[] }> {
  const found = new Map<Omission, { count: number; of: Vm[] }>();
  for (const vm of vms) {
    if (!isPartial(vm)) continue;
    for (const [what, count] of omittedOf(vm)) {
      const { count: before, of } = found.get(what) ?? { count: 0, of: [] };
      of.push(vm);
      found.set(what, { count: before + count, of });
    }
  }
  return found;
}

/** `a, b, c and 7 more`. */
function namesOf(vms: readonly Vm[]): string {
  const more = vms.length - MAX_NAMES;
  const some = vms.slice(0, MAX_NAMES).map(({ entity }) => entity.name);
  return more > 0 ? `${some.join(', ')} and ${more} more` : some.join(', ');
}

import type { Entity } from '../../model/entity.ts';
import type { Services } from '../context.ts';
import { keptClasses, type KeptClass, type XapiObject } from './classes.ts';
import { objectsOf, type Owner } from './objects.ts';
import { Tasks } from './tasks.ts';
import { integerOf, worldOf, type World } from './world.ts';

/** What objects are made of, and when that ends. */
export type InventorySources = Pick<Services, 'store' | 'clock' | 'version' | 'closing'>;

/** One object and when it came and changed. */
export interface Tracked {
  readonly class: KeptClass;
  readonly ref: string;
  readonly owner: Owner;
  /** Generation that brought it, and the one that changed it last. */
  readonly created: number;
  readonly changed: number;
}

/** An object that is no more. */
export interface Removed {
  readonly class: KeptClass;
  readonly ref: string;
  readonly generation: number;
}

interface OwnerState {
  readonly signature: string;
  readonly refs: ReadonlySet<string>;
}

/** Removals remembered: who asks for older ones has to fetch all anew. */
const maxRemoved = 10_000;

/**
 * XAPI's objects, made of the store's entities when they are asked for, and a generation for each that says when it last
 * changed. What changes with every batch (free memory) changes no generation.
 */
export class Inventory {
  readonly #services: InventorySources;
  readonly #owners = new Map<string, OwnerState>();
  readonly #tracked = new Map<string, Tracked>();
  #removed: Removed[] = [];
  #generation: number;
  #forgotten: number;
  #stale = true;
  readonly #tasks = new Tasks();
  #news = new AbortController();
  #world: World;

  constructor(services: InventorySources) {
    this.#services = services;
    // Later than any of an earlier run: its tokens are old, not from the future.
    this.#generation = services.clock.now();
    this.#forgotten = this.#generation;
    this.#world = worldOf(services.store, services.version);
    const stop = services.store.subscribe(() => (this.#stale = true));
    services.closing.addEventListener('abort', stop, { once: true });
  }

  get generation(): number {
    return this.#generation;
  }

  /** What was removed up to this generation is forgotten. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** All there is. */
  get tracked(): ReadonlyMap<string, Tracked> {
    return this.#tracked;
  }

  get removed(): readonly Removed[] {
    return this.#removed;
  }

  /** Aborted when there are news that no batch brings. */
  get news(): AbortSignal {
    return this.#news.signal;
  }

  /** Takes in what the batches since the last call brought. */
  refresh(): void {
    if (!this.#stale) return;
    this.#stale = false;
    this.#world = worldOf(this.#services.store, this.#services.version);
    const generation = this.#generation + 1;
    const present = new Map(this.#present().map((owner) => [keyOf(owner), owner]));
    for (const [key, { refs }] of this.#owners) {
      if (present.has(key)) continue;
      this.#owners.delete(key);
      this.#drop(refs, generation);
    }
    for (const [key, owner] of present) this.#look(key, owner, generation);
  }

  /** The objects of a class, as they are now. */
  objects(cls: KeptClass): XapiObject[] {
    return this.#present().flatMap((owner) => objectsOf(owner, cls, this.#world));
  }

  /** Null where the reference points at no object of the class. */
  find(cls: KeptClass, ref: string): XapiObject | null {
    const tracked = this.#tracked.get(ref);
    if (tracked?.class !== cls) return null;
    return objectsOf(tracked.owner, cls, this.#world).find((object) => object.ref === ref) ?? null;
  }

  /** The entity that an object stands for, null where there is none. */
  entity(cls: 'VM' | 'host', ref: string): Entity | null {
    const tracked = this.#tracked.get(ref);
    if (tracked?.class !== cls || tracked.owner === 'pool') return null;
    return tracked.owner.class === 'task' ? null : tracked.owner;
  }

  createTask(label: string): string {
    const ref = this.#tasks.create(label, this.#services.clock.now());
    this.#tell();
    return ref;
  }

  finishTask(ref: string): void {
    this.#tasks.finish(ref, this.#services.clock.now());
    this.#tell();
  }

  destroyTask(ref: string): void {
    this.#tasks.destroy(ref);
    this.#tell();
  }

  #tell(): void {
    this.#stale = true;
    this.#news.abort();
    this.#news = new AbortController();
  }

  #present(): Owner[] {
    const { store } = this.#services;
    return ['pool', ...store.entities('host'), ...store.entities('VM'), ...this.#tasks.all.values()];
  }

  #look(key: string, owner: Owner, generation: number): void {
    const signature = signatureOf(owner, this.#world);
    const known = this.#owners.get(key);
    if (known?.signature === signature) return;
    this.#generation = generation;
    const refs = new Set<string>();
    for (const cls of keptClasses) {
      for (const { ref } of objectsOf(owner, cls, this.#world)) {
        refs.add(ref);
        const created = this.#tracked.get(ref)?.created ?? generation;
        this.#tracked.set(ref, { class: cls, ref, owner, created, changed: generation });
      }
    }
    this.#owners.set(key, { signature, refs });
    this.#drop(known?.refs.difference(refs) ?? [], generation);
  }

  #drop(refs: Iterable<string>, generation: number): void {
    for (const ref of refs) {
      const tracked = this.#tracked.get(ref);
      if (!tracked) continue;
      this.#generation = generation;
      this.#tracked.delete(ref);
      this.#removed.push({ class: tracked.class, ref, generation });
    }
    const cut = this.#removed.length - maxRemoved;
    if (cut <= 0) return;
    this.#forgotten = this.#removed[cut - 1]?.generation ?? this.#forgotten;
    this.#removed = this.#removed.slice(cut);
  }
}

function keyOf(owner: Owner): string {
  if (owner === 'pool') return owner;
  return `${owner.class} ${owner.class === 'task' ? owner.uuid : owner.id}`;
}

const counted = {
  VM: ['balloon.current', 'balloon.maximum', 'cpu.count'],
  host: ['memory.total', 'cpu.count'],
  source: [],
} as const;

/** All that the records of an owner tell and that counts as a change. */
function signatureOf(owner: Owner, world: World): string {
  if (owner === 'pool') return world.master;
  if (owner.class === 'task') return String(owner.finishedMs);
  const { class: cls, id, name, state, host, devices, labels } = owner;
  const related = cls === 'VM' ? [world.hostRef(host)] : world.residents(id);
  const counts = counted[cls].map((metric) => integerOf(world, owner, metric));
  return JSON.stringify([name, state, related, devices, labels, counts]);
}

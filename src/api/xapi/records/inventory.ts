import { BoundedQueue } from '../../../lib/async/bounded-queue.ts';
import { EventLoopYielder } from '../../../lib/async/event-loop-yielder.ts';
import { hostOf, type Entity, type EntityClass } from '../../../model/entity.ts';
import type { Services } from '../../context.ts';
import { keptClasses, type KeptClass, type XapiObject } from './classes.ts';
import { poolName } from './host-records.ts';
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

/** An owner that came or changed, what it has now, and references of what it has no more. */
interface Change {
  readonly key: string;
  readonly state: OwnerState;
  readonly objects: readonly Tracked[];
  readonly removed: Iterable<string>;
}

/** Longest stretch of work between two turns of the event loop. */
const budgetMs = 5;
/** Removals remembered: a client that asks for older ones has to fetch all anew. */
const maxRemoved = 10_000;

/**
 * XAPI's objects, made of the store's entities when they are asked for, and a generation for each that says when it last
 * changed. What changes with every batch (free memory) changes no generation.
 */
export class Inventory {
  readonly #services: InventorySources;
  readonly #owners = new Map<string, OwnerState>();
  readonly #tracked = new Map<string, Tracked>();
  readonly #removed = new BoundedQueue<Removed>({ items: maxRemoved }, ({ generation }) => {
    this.#forgotten = generation;
  });
  #generation: number;
  #forgotten: number;
  #stale = true;
  #running: Promise<void> | null = null;
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

  get removed(): Iterable<Removed> {
    return this.#removed;
  }

  /** Aborted when there are news that no batch brings. */
  get news(): AbortSignal {
    return this.#news.signal;
  }

  /** Takes in what the batches since the last call brought. The event loop turns meanwhile; what there is changes at once. */
  async refresh(): Promise<void> {
    while (this.#stale || this.#running) {
      this.#running ??= this.#update().finally(() => (this.#running = null));
      await this.#running;
    }
  }

  /** The objects of a class, each made when it is asked for. */
  *objects(cls: KeptClass): Iterable<XapiObject> {
    for (const owner of this.#present()) yield* objectsOf(owner, cls, this.#world);
  }

  /** References of the objects of a class. */
  *refs(cls: KeptClass): Iterable<string> {
    for (const tracked of this.#tracked.values()) if (tracked.class === cls) yield tracked.ref;
  }

  /** References of the objects of a class with that name. */
  *named(cls: KeptClass, name: string): Iterable<string> {
    for (const owner of this.#present()) {
      // Looked at first: to make all objects for one takes long.
      if (nameOf(owner) !== name) continue;
      for (const { ref, record } of objectsOf(owner, cls, this.#world)) {
        if (record['name_label'] === name) yield ref;
      }
    }
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
    this.#notify();
    return ref;
  }

  finishTask(ref: string): void {
    this.#tasks.finish(ref, this.#services.clock.now());
    this.#notify();
  }

  destroyTask(ref: string): void {
    this.#tasks.destroy(ref);
    this.#notify();
  }

  #notify(): void {
    this.#stale = true;
    this.#news.abort();
    this.#news = new AbortController();
  }

  #present(): Owner[] {
    const { store } = this.#services;
    return ['pool', ...store.entities('host'), ...store.entities('VM'), ...this.#tasks.all.values()];
  }

  async #update(): Promise<void> {
    this.#stale = false;
    const yielder = new EventLoopYielder({ budgetMs, monotonic: () => this.#services.clock.monotonic() });
    const world = worldOf(this.#services.store, this.#services.version);
    const present = new Set<string>();
    const changes: Change[] = [];
    for (const owner of this.#present()) {
      const [key, signature] = [keyOf(owner), signatureOf(owner, world)];
      present.add(key);
      if (this.#owners.get(key)?.signature !== signature) {
        changes.push(this.#changeOf(owner, { key, signature, world }));
      }
      if (yielder.isDue()) await yielder.pause();
    }
    this.#world = world;
    this.#take(changes, present);
  }

  /** As much of the work as can be done before a change is to be seen. */
  #changeOf(
    owner: Owner,
    { key, signature, world }: { key: string; signature: string; world: World },
  ): Change {
    const changed = this.#generation + 1;
    const objects = keptClasses.flatMap((cls) =>
      objectsOf(owner, cls, world).map(({ ref }): Tracked => {
        const created = this.#tracked.get(ref)?.created ?? changed;
        return { class: cls, ref, owner, created, changed };
      }),
    );
    const refs = new Set(objects.map(({ ref }) => ref));
    const removed = this.#owners.get(key)?.refs.difference(refs) ?? [];
    return { key, state: { signature, refs }, objects, removed };
  }

  /** All changes of a generation in one go: a reader has either none or all of them. */
  #take(changes: readonly Change[], present: ReadonlySet<string>): void {
    const generation = this.#generation + 1;
    for (const [key, { refs }] of this.#owners) {
      if (present.has(key)) continue;
      this.#owners.delete(key);
      this.#drop(refs, generation);
    }
    for (const { key, state, objects, removed } of changes) {
      this.#generation = generation;
      for (const object of objects) this.#tracked.set(object.ref, object);
      this.#owners.set(key, state);
      this.#drop(removed, generation);
    }
  }

  #drop(refs: Iterable<string>, generation: number): void {
    for (const ref of refs) {
      const tracked = this.#tracked.get(ref);
      if (!tracked) continue;
      this.#generation = generation;
      this.#tracked.delete(ref);
      this.#removed.push({ class: tracked.class, ref, generation });
    }
  }
}

function nameOf(owner: Owner): string {
  if (owner === 'pool') return poolName;
  return owner.class === 'task' ? owner.label : owner.name;
}

function keyOf(owner: Owner): string {
  if (owner === 'pool') return owner;
  return `${owner.class} ${owner.class === 'task' ? owner.uuid : owner.id}`;
}

const counted: Readonly<Partial<Record<EntityClass, readonly string[]>>> = {
  VM: ['balloon.current', 'balloon.maximum', 'cpu.count'],
  host: ['memory.total', 'cpu.count'],
};

/** All that the records of an owner hold and that counts as a change. */
function signatureOf(owner: Owner, world: World): string {
  if (owner === 'pool') return world.master;
  if (owner.class === 'task') return String(owner.finishedMs);
  const { class: cls, id, name, state, devices, labels } = owner;
  const related = cls === 'VM' ? [world.hostRef(hostOf(owner))] : world.residents(id);
  const counts = (counted[cls] ?? []).map((metric) => integerOf(world, owner, metric));
  return JSON.stringify([name, state, related, devices, labels, counts]);
}

import { hostOf, type Entity } from '../../model/entity.ts';
import type { Store } from '../../store/mod.ts';

/** What limits each host for a metric of its VMs. */
const limits: Readonly<Record<string, string>> = {
  'cpu.cores': 'cpu.count',
  'memory.host': 'memory.total',
  'memory.used': 'memory.total',
};

/** What the hosts of VMs have of one metric of these: processors or bytes. */
export class HostLimits {
  readonly #store: Store;
  readonly #limit: string | undefined;
  readonly #known = new Map<string | null, number | null>();

  constructor(store: Store, metric: string) {
    this.#store = store;
    this.#limit = limits[metric];
  }

  /** Of the host of one; null where the metric has no limit, or that of the host is not known. */
  of(entity: Entity): number | null {
    const id = hostOf(entity);
    let value = this.#known.get(id);
    if (value === undefined) this.#known.set(id, (value = this.#read(id)));
    return value;
  }

  /** Of the hosts of all these together; null where that of one is not known. */
  ofAll(entities: readonly Entity[]): number | null {
    const byHost = new Map(entities.map((entity) => [hostOf(entity), entity]));
    const values = Array.from(byHost.values(), (entity) => this.of(entity));
    if (values.length === 0) return null;
    return values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0);
  }

  #read(id: string | null): number | null {
    const host = id === null || this.#limit === undefined ? null : this.#store.entity('host', id);
    return (host && this.#store.instant(host, this.#limit ?? '')?.value) ?? null;
  }
}

import type { DatabaseStorage } from '@virtscope/rrd';
import type { Entity } from '../../model/entity.ts';
import { seriesName, splitName } from './series-name.ts';

export interface DormantMetricsOptions {
  readonly database: Pick<DatabaseStorage, 'names' | 'has'>;
  /** Whether an entity of that id is read now: its source lists its metrics. */
  readonly isRead: (id: string) => boolean;
  /** Grows when a series comes or goes. */
  readonly version: () => number;
}

/**
 * Names of the metrics that files have of entities which are not read now: removed, or off since before virtscope started.
 * Half a million names are looked through once for all of them, not for each.
 */
export class DormantMetrics {
  readonly #options: DormantMetricsOptions;
  #version = -1;
  #byId = new Map<string, string[]>();

  constructor(options: DormantMetricsOptions) {
    this.#options = options;
  }

  /** Those of an entity whose rows have not run out, in no order. */
  of({ id, aliases }: Pick<Entity, 'id' | 'aliases'>): string[] {
    return [id, ...aliases].flatMap((each) => this.#of(each));
  }

  #of(id: string): string[] {
    const { database, version } = this.#options;
    if (!this.#byId.has(id) && this.#version !== version()) this.#search();
    return (this.#byId.get(id) ?? []).filter((metric) => database.has(seriesName(id, metric)));
  }

  #search(): void {
    const { database, isRead, version } = this.#options;
    this.#version = version();
    this.#byId = new Map();
    const known = new Map<string, string>();
    for (const name of database.names()) {
      const { id, metric } = splitName(name);
      let metrics = this.#byId.get(id);
      if (!metrics) {
        if (isRead(id)) continue;
        this.#byId.set(id, (metrics = []));
      }
      // Ten thousand entities have the same hundred names: each is kept once.
      const kept = known.get(metric) ?? metric;
      known.set(kept, kept);
      metrics.push(kept);
    }
  }
}

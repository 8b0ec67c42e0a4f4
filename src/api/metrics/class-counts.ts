import type { EntityLights } from '../../alarms/mod.ts';
import { CLASSES, entityClasses } from '../../model/classes.ts';
import type { EntityClass } from '../../model/entity.ts';
import { LIGHTS, lightOf } from '../../model/light.ts';
import type { Store } from '../../store/mod.ts';
import { classPath } from '../http/paths.ts';
import { ChangeFeed } from '../live/change-feed.ts';
import type { Feed, Live } from '../live/mod.ts';
import type { AlarmCounts, Classes, LightCounts, NewestTime } from '../wire/metrics.ts';

interface Options {
  readonly store: Pick<Store, 'entities' | 'batchTime'>;
  readonly live: Pick<Live, 'appends'>;
  readonly stepMs: number;
  readonly lights: Pick<EntityLights, 'of' | 'evaluations'>;
}

interface Made {
  /** Appends, and evaluations of alarms, before it was made. */
  readonly appends: number;
  readonly evaluations: number;
  readonly json: string;
  readonly time: string;
}

/**
 * All classes, and how many of each show each light: counted once after an append or an evaluation of alarms, for all readers. Half a millisecond
 * for 10,000 VMs.
 */
export class ClassCounts {
  readonly #options: Options;
  #made: Made | null = null;

  constructor(options: Options) {
    this.#options = options;
  }

  /** The body of `GET /metrics`. */
  get json(): string {
    return this.#fresh().json;
  }

  /** The event `counts`: when they change. */
  countsFeed(): Feed {
    return new ChangeFeed('counts', () => this.json);
  }

  /** The event `time`: with every append. */
  timeFeed(): Feed {
    return new ChangeFeed('time', () => this.time);
  }

  /** The event `time`, as JSON. */
  get time(): string {
    return this.#fresh().time;
  }

  #fresh(): Made {
    const { appends } = this.#options.live;
    const { evaluations } = this.#options.lights;
    if (this.#made?.appends !== appends || this.#made.evaluations !== evaluations) {
      this.#made = { appends, evaluations, ...this.#make() };
    }
    return this.#made;
  }

  #make(): Pick<Made, 'json' | 'time'> {
    const classes: Classes = {};
    let oldest = Infinity;
    for (const cls of entityClasses) {
      const { count, lights, alarms, time } = this.#count(cls);
      classes[cls] = { uri: classPath(cls), description: CLASSES[cls].description, count, lights, alarms };
      if (time !== null) oldest = Math.min(oldest, time);
    }
    const time = Number.isFinite(oldest) ? oldest / 1000 : null;
    const newest: NewestTime = { time, step: this.#options.stepMs / 1000 };
    return { json: JSON.stringify(classes), time: JSON.stringify(newest) };
  }

  /** `time`: epoch ms of the newest batch that feeds the class; null before the first. */
  #count(cls: EntityClass): {
    count: number;
    lights: LightCounts;
    alarms: AlarmCounts;
    time: number | null;
  } {
    const { store, lights: ofAlarms } = this.#options;
    const alarms = { red: 0, amber: 0, green: 0, unknown: 0 };
    const lights = Object.fromEntries(LIGHTS.map((light) => [light, 0])) as LightCounts;
    const sources = new Set<string>();
    const entities = store.entities(cls);
    let last = '';
    for (const entity of entities) {
      const { state, condition, source } = entity;
      const light = ofAlarms.of(entity);
      if (light !== null) alarms[light]++;
      lights[lightOf(cls, state, condition, light)]++;
      if (source !== last) sources.add((last = source));
    }
    const times = Array.from(sources, (source) => store.batchTime(source) ?? 0);
    return { count: entities.length, lights, alarms, time: Math.max(0, ...times) || null };
  }
}

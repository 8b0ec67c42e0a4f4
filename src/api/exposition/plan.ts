import type { Breather } from '../../lib/breather.ts';
import { IntList } from '../../lib/int-list.ts';
import type { Entity, EntityClass } from '../../model/entity.ts';
import type { LatestRow, Store } from '../../store/mod.ts';
import { escapeLabel, labelText } from './labels.ts';
import { patternOf, placesOf, prefixOf, type Family, type Place } from './names.ts';

/** One entity's newest values and the labels all its samples have. */
export interface Subject {
  readonly entity: Entity;
  readonly labels: string;
  readonly row: LatestRow | null;
}

/** The samples of a family: parallel lists of numbers, because a large estate has 300,000 of them. */
export interface Samples {
  readonly family: Family;
  /** Places in the list of subjects. */
  readonly subjects: IntList;
  readonly slots: IntList;
  /** Places in the list of extras. */
  readonly extras: IntList;
}

/** The samples of a class by family. */
export interface Plan {
  readonly families: readonly Samples[];
  /** What a part's labels have besides its entity's: `,device="vda"` or nothing. */
  readonly extras: readonly string[];
}

const placesByClass = new Map<EntityClass, Map<string, Place>>();

/** Metrics outside of the vocabulary share one family, told apart by their whole name. */
function rawFamily(cls: EntityClass): Family {
  return { name: `${prefixOf(cls)}raw`, unit: null, help: 'Values of the source under its own names' };
}

/** The entities of a class with what every sample of theirs is labelled with. */
export async function subjectsOf(store: Store, cls: EntityClass, breather: Breather): Promise<Subject[]> {
  const subjects: Subject[] = [];
  for (const entity of store.entities(cls)) {
    if (breather.isDue()) await breather.pause();
    const { id, name, host } = entity;
    const own: [string, string][] = [[cls === 'VM' ? 'uuid' : 'id', id], ['name', name]]; // prettier-ignore
    if (host !== null) own.push(['host', store.entity('host', host)?.name ?? host]);
    subjects.push({ entity, labels: labelText(own), row: store.latestRow(entity) });
  }
  return subjects;
}

/** Sorts the series of a class into families, in the vocabulary's order: a family must stand in one piece. */
export async function plan(
  cls: EntityClass,
  subjects: readonly Subject[],
  breather: Breather,
): Promise<Plan> {
  const places = placesByClass.get(cls) ?? placesOf(cls);
  placesByClass.set(cls, places);
  const byFamily = new Map<Family, Samples>();
  for (const { family } of places.values()) {
    if (!byFamily.has(family)) byFamily.set(family, samplesOf(family));
  }
  const raw = samplesOf(rawFamily(cls));
  const extras: string[] = [];
  // Most names are shared by most entities: each is looked at once.
  const targets = new Map<string, { samples: Samples; extra: number }>();
  const targetOf = (metric: string): { samples: Samples; extra: number } => {
    const found = patternOf(metric, places);
    const place = found && places.get(found[0]);
    const samples = (place && byFamily.get(place.family)) ?? raw;
    const label = place ? place.label : 'metric';
    const value = place ? (found[1] ?? '') : metric;
    const extra = extras.push(label ? `,${label}="${escapeLabel(value)}"` : '') - 1;
    return { samples, extra };
  };
  for (const [i, { row }] of subjects.entries()) {
    if (breather.isDue()) await breather.pause();
    for (const [metric, slot] of row?.slots ?? []) {
      let target = targets.get(metric);
      if (!target) targets.set(metric, (target = targetOf(metric)));
      target.samples.subjects.push(i);
      target.samples.slots.push(slot);
      target.samples.extras.push(target.extra);
    }
  }
  return { families: [...byFamily.values(), raw], extras };
}

function samplesOf(family: Family): Samples {
  return { family, subjects: new IntList(), slots: new IntList(), extras: new IntList() };
}

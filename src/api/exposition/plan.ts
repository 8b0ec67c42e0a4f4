import type { Breather } from '../../lib/breather.ts';
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

/** The samples of a family: parallel arrays, because a large estate has 300,000 of them. */
export interface Samples {
  readonly family: Family;
  readonly subjects: Subject[];
  readonly slots: number[];
  /** `,device="vda"` or nothing. */
  readonly extras: string[];
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
): Promise<Samples[]> {
  const places = placesByClass.get(cls) ?? placesOf(cls);
  placesByClass.set(cls, places);
  const byFamily = new Map<Family, Samples>();
  for (const { family } of places.values())
    byFamily.set(family, { family, subjects: [], slots: [], extras: [] });
  const raw: Samples = { family: rawFamily(cls), subjects: [], slots: [], extras: [] };
  // Most names are shared by most entities: each is looked at once.
  const targets = new Map<string, { samples: Samples; extra: string }>();
  const targetOf = (metric: string): { samples: Samples; extra: string } => {
    const found = patternOf(metric, places);
    const place = found && places.get(found[0]);
    const samples = place && byFamily.get(place.family);
    if (!samples) return { samples: raw, extra: `,metric="${escapeLabel(metric)}"` };
    return { samples, extra: place.label ? `,${place.label}="${escapeLabel(found[1] ?? '')}"` : '' };
  };
  for (const subject of subjects) {
    if (breather.isDue()) await breather.pause();
    for (const [metric, slot] of subject.row?.slots ?? []) {
      let target = targets.get(metric);
      if (!target) targets.set(metric, (target = targetOf(metric)));
      target.samples.subjects.push(subject);
      target.samples.slots.push(slot);
      target.samples.extras.push(target.extra);
    }
  }
  return [...byFamily.values(), raw].filter(({ slots }) => slots.length > 0);
}

import type { EventLoopYielder } from '../../lib/async/event-loop-yielder.ts';
import { IntList } from '../../lib/text/int-list.ts';
import { hostOf, type Entity, type EntityClass } from '../../model/entity.ts';
import {
  entityLabels,
  escapeLabel,
  familiesOf,
  labelText,
  sampleName,
  type Family,
} from '../../prometheus/mod.ts';
import type { LatestRow, Store } from '../../store/mod.ts';

/** One entity's newest values and the labels all its samples have. */
export interface Subject {
  readonly entity: Entity;
  /** Name of the host it is on; null where unknown. */
  readonly hostName: string | null;
  readonly labels: string;
  readonly row: LatestRow | null;
}

/** The samples of a family: parallel lists of numbers, because a large inventory has 300,000 of them. */
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

/** The entities of a class with what every sample of theirs is labelled with. */
export async function subjectsOf(
  store: Store,
  cls: EntityClass,
  yielder: EventLoopYielder,
): Promise<Subject[]> {
  const subjects: Subject[] = [];
  for (const entity of store.entities(cls)) {
    if (yielder.isDue()) await yielder.pause();
    const host = hostOf(entity);
    const hostName = host === null ? null : (store.entity('host', host)?.name ?? null);
    const labels = labelText(entityLabels(entity));
    subjects.push({ entity, hostName, labels, row: store.latestRow(entity) });
  }
  return subjects;
}

/** Sorts the series of a class into families, in the vocabulary's order: a family must stand in one piece. */
export async function plan(
  cls: EntityClass,
  subjects: readonly Subject[],
  yielder: EventLoopYielder,
): Promise<Plan> {
  const byFamily = new Map(familiesOf(cls).map((family) => [family, samplesOf(family)]));
  const extras: string[] = [];
  // Most names are shared by most entities: each is looked at once.
  const targets = new Map<string, { samples: Samples; extra: number }>();
  const targetOf = (metric: string): { samples: Samples; extra: number } => {
    const { family, label } = sampleName(cls, metric);
    const extra = extras.push(label ? `,${label[0]}="${escapeLabel(label[1])}"` : '') - 1;
    return { samples: byFamily.get(family) as Samples, extra };
  };
  for (const [i, { row }] of subjects.entries()) {
    if (yielder.isDue()) await yielder.pause();
    for (const [metric, slot] of row?.slots ?? []) {
      let target = targets.get(metric);
      if (!target) targets.set(metric, (target = targetOf(metric)));
      target.samples.subjects.push(i);
      target.samples.slots.push(slot);
      target.samples.extras.push(target.extra);
    }
  }
  return { families: [...byFamily.values()], extras };
}

function samplesOf(family: Family): Samples {
  return { family, subjects: new IntList(), slots: new IntList(), extras: new IntList() };
}

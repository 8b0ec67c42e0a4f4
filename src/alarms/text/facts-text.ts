import type { Entity } from '../../model/entity.ts';
import { FACTS, type Fact, type FactName } from '../../model/facts.ts';

const DAY_MS = 86_400_000;

/** What is known of some facts of an entity, as `oldest snapshot 92 d ago, snapshots 4`; empty where nothing is. @param now epoch ms */
export function factsText({ facts }: Pick<Entity, 'facts'>, names: readonly FactName[], now: number): string {
  return names
    .flatMap((name) => {
      const fact: Fact | undefined = facts[name];
      const value = fact?.value ?? null;
      if (value === null) return [];
      const { label, kind } = FACTS[name];
      return `${label} ${kind === 'time' ? ageText(now - Number(value)) : String(value)}`;
    })
    .join(', ');
}

function ageText(ms: number): string {
  return ms < DAY_MS ? `${Math.round(ms / 3_600_000)} h ago` : `${Math.round(ms / DAY_MS)} d ago`;
}

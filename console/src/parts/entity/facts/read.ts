import type { Entity, Fact } from '../../../../../src/api/wire/entity.ts';
import type { FactName, FactValue } from '../../../../../src/model/facts.ts';

/** The facts of an entity. */
export type Facts = Entity['facts'];

/** A fact whose value is known. */
export type Known<N extends FactName> = Omit<Fact, 'value'> & { readonly value: FactValue<N> };

/** A fact of which there is a value; null where it is unknown, there is none, or it was not read yet. */
export function known<N extends FactName>(facts: Facts, name: N): Known<N> | null {
  const fact = facts[name];
  return fact && fact.value !== null ? (fact as Known<N>) : null;
}

/** Names of facts that are unknown, by the reason why. */
export function unknownByReason(facts: Facts, names: readonly FactName[]): Map<string, FactName[]> {
  const byReason = new Map<string, FactName[]>();
  for (const name of names) {
    const fact = facts[name];
    if (fact?.value !== null || fact.reason === null) continue;
    const others = byReason.get(fact.reason);
    if (others) others.push(name);
    else byReason.set(fact.reason, [name]);
  }
  return byReason;
}

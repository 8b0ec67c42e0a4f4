import { hostOf, type Entity } from '../../model/entity.ts';
import { OVERRIDE_SCOPES, type GivenOverride, type OverrideScope } from '../rule/given.ts';
import { isMeant } from '../rule/rule-glob.ts';

/** What an override looks at. */
export type Overridden = Pick<Entity, 'class' | 'id' | 'parent' | 'facts'>;

/** The overrides of a rule, the widest scope first. */
export class OverrideSet {
  readonly #byScope: Readonly<Record<OverrideScope, readonly GivenOverride[]>>;
  readonly isEmpty: boolean;

  constructor(rule: string, all: readonly GivenOverride[]) {
    const own = all.filter((one) => isMeant(rule, one.rule));
    const ofScope = (scope: OverrideScope): GivenOverride[] => own.filter((one) => one.scope === scope);
    this.#byScope = Object.fromEntries(OVERRIDE_SCOPES.map((scope) => [scope, ofScope(scope)])) as Record<
      OverrideScope,
      GivenOverride[]
    >;
    this.isEmpty = own.length === 0;
  }

  /** Those that an entity has, in the order in which they are applied; of several of one scope the first that is configured. */
  of(entity: Overridden): readonly GivenOverride[] {
    if (this.isEmpty) return [];
    const found: GivenOverride[] = [];
    for (const scope of OVERRIDE_SCOPES) {
      const first = this.#byScope[scope].find(({ of }) => hasScope[scope](entity, of));
      if (first) found.push(first);
    }
    return found;
  }
}

const hasScope: Readonly<Record<OverrideScope, (entity: Overridden, of: string) => boolean>> = {
  class: (entity, of) => entity.class === of,
  host: (entity, of) => (entity.class === 'host' ? entity.id : hostOf(entity)) === of,
  tag: ({ facts }, of) => facts.tags?.value?.includes(of) ?? false,
  entity: ({ id }, of) => id === of,
};

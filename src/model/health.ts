/** What is wrong with something, or keeps its numbers from being current. */
export interface Condition<Kind extends string = string> {
  /** Stable, for programs. */
  readonly kind: Kind;
  /** Epoch ms at which it began, as far as is known. */
  readonly since: number;
  /** A whole sentence for people. */
  readonly reason: string;
}

/** What can be wrong with an entity. */
export type EntityCondition = Condition<'stuck' | 'busy' | 'unreachable' | 'failed'>;

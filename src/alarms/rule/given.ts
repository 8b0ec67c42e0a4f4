/** Where something is written. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

export type Scalar = string | number | boolean;

/** The value of one field, and where it comes from. */
export interface Given {
  readonly value: Scalar | readonly Scalar[];
  readonly at: Place;
  /** The override that gives it, for people: `tag database`; left out for the rule itself. */
  readonly override?: string;
  /** Why it is overridden; left out where that is not said. */
  readonly note?: string;
}

/** Fields by their path: `amber`, of a second condition `all.2.amber`, of a label `labels.team`. */
export type GivenFields = ReadonlyMap<string, Given>;

/** What one place says of a rule. */
export interface GivenRule {
  readonly id: string;
  readonly at: Place;
  readonly fields: GivenFields;
}

/** What of a rule differs for a class, the VMs of a host, what has a tag, or one entity. */
export interface GivenOverride {
  readonly at: Place;
  readonly rule: string;
  readonly scope: OverrideScope;
  readonly of: string;
  readonly fields: GivenFields;
}

/** From the widest to the narrowest: a later one wins. */
export const OVERRIDE_SCOPES = ['class', 'host', 'tag', 'entity'] as const;
export type OverrideScope = (typeof OVERRIDE_SCOPES)[number];

/** Something wrong with a set of rules. */
export interface RuleProblem extends Place {
  /** `rules.vm.cpu.amber`. */
  readonly field: string;
  readonly message: string;
}

/** `FILE:LINE:COLUMN`. */
export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

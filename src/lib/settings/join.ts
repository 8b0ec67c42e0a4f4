import { complete } from './complete.ts';
import type { ConfigProblem, GivenSection, Layer } from './given.ts';
import type { Section } from './kind.ts';
import { merge } from './merge.ts';

/** What several places say together, the later ones over the earlier, with nothing left out; and all that is wrong. */
export function joinLayers(
  root: Section<unknown>,
  layers: readonly Layer[],
): { readonly given: GivenSection; readonly problems: readonly ConfigProblem[] } {
  let said: GivenSection | null = null;
  const problems: ConfigProblem[] = [];
  for (const layer of layers) {
    said = merge(said, layer.given);
    problems.push(...layer.problems);
  }
  const { given, problems: missing } = complete(root, said);
  // What was refused is missing because of that.
  return { given, problems: problems.length > 0 ? problems : missing };
}

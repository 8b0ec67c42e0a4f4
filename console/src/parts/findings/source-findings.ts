import type { SourceState } from '../../../../src/api/wire/status.ts';
import { ended } from '../../format/ended.ts';
import { readableUri } from '../../format/readable-uri.ts';

/** Something that is left out: of what, what, and since when in epoch seconds. */
interface Finding {
  readonly subject: string;
  readonly text: string;
  readonly since: number;
}

/** What sources leave out although they are up: one finding a source. */
export function sourceFindings(sources: readonly SourceState[]): Finding[] {
  const incomplete = sources.filter(({ up, conditions }) => up && conditions.length > 0);
  return incomplete.map(({ name, conditions }) => {
    const text = conditions.map(({ reason }) => ended(reason)).join(' ');
    const since = Math.min(...conditions.map((condition) => condition.since));
    return { subject: `Source ${readableUri(name)}`, text, since };
  });
}

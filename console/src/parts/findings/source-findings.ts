import type { SourceState } from '../../../../src/api/wire/status.ts';
import { ended } from '../../format/ended.ts';
import { readableUri } from '../../format/readable-uri.ts';
import type { Finding } from './findings.ts';

/** What sources leave out although they are up: one finding a source. */
export function sourceFindings(sources: readonly SourceState[]): Finding[] {
  const incomplete = sources.filter(({ up, conditions }) => up && conditions.length > 0);
  return incomplete.map(({ name, conditions }) => {
    const text = conditions.map(({ reason }) => ended(reason)).join(' ');
    const since = Math.min(...conditions.map((condition) => condition.since));
    return { light: 'amber', subject: `Source ${readableUri(name)}`, uri: null, text, since };
  });
}

import { untold, type Gap } from '../columns.ts';
import { beforeStart } from '../reasons.ts';

/**
 * Gaps as a person tells them: an idle disk has no latency and that is none, nothing was seen before the server
 * started, and the first sample of a rate, or what has no reason, belongs to what was before it.
 */
export function told(gaps: readonly Gap[], started: number): Gap[] {
  const result: Gap[] = [];
  for (const gap of gaps) {
    if (gap.code === 'idle') continue;
    const last = result.at(-1);
    const touches = last !== undefined && last.end >= gap.start - 0.001;
    const code = gap.code === 'not-collected' && gap.end <= started ? beforeStart : gap.code;
    if (touches && (code === 'first-sample' || code === untold || code === last.code)) last.end = gap.end;
    else result.push({ ...gap, code });
  }
  return result;
}

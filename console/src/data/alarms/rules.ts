import type { DryRun } from '../../../../src/api/wire/alarms.ts';
import { ask } from '../api.ts';
import { posted } from '../posted.ts';

/** Sets the fields of a rule over those of files. @param text YAML. Throws {@link ApiError}. */
export async function setRule(id: string, text: string): Promise<void> {
  await ask(pathOf(id), { ...posted({ rule: text }), method: 'PUT' });
}

/** Takes away what was set of a rule. Throws {@link ApiError}. */
export async function removeRule(id: string): Promise<void> {
  await ask(pathOf(id), { method: 'DELETE' });
}

/** What a rule would have done if it were set. @param from epoch seconds; negative: before now. Throws {@link ApiError}. */
export async function tryRule(id: string, text: string, from: number, left: AbortSignal): Promise<DryRun> {
  const body = { rule: text, ...(id !== '' && { id }), replace: true, from };
  const answer = await ask('/alarm-rules/dry-run', posted(body, 'application/json', left));
  return (await answer.json()) as DryRun;
}

/** The address of a rule, also of its page. */
export function pathOf(id: string): string {
  return `/alarm-rules/${encodeURIComponent(id)}`;
}

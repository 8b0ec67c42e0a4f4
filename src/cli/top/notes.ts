import type { Status } from './server.ts';

/** Notes about the sources: those that are down, and the hypervisors that were searched for where none was found. */
export function notesOf({ sources, lookedFor }: Status): string[] {
  const notes = sources
    .filter(({ up }) => !up)
    .map(({ name, target, reason }) => `${name} (${target}) is down: ${reason ?? 'unknown why'}`);
  if (lookedFor.some(({ found }) => found)) return notes;
  const missing = lookedFor.map(({ target, reason }) => `${target}: ${reason ?? 'not found'}`);
  return missing.length > 0 ? [...notes, `no hypervisor found: ${missing.join('; ')}`] : notes;
}

import { signal } from '@preact/signals';
import type { AuditLog } from '../../../../src/api/wire/access.ts';
import { getJson } from '../api.ts';

/** Entries of one request. */
const limit = 50;

/** Changes that were read, the newest first, and where older ones begin; null before the first answer. */
export const auditLog = signal<AuditLog | null>(null);

/** Reads the newest changes. Throws {@link ApiError}. */
export async function refreshAuditLog(): Promise<void> {
  auditLog.value = await getJson<AuditLog>(`/audit-log?limit=${limit}`);
}

/** Reads older ones than those that were read. Throws {@link ApiError}. */
export async function readOlder(): Promise<void> {
  const known = auditLog.peek();
  if (!known || known.next === null) return;
  const { entries, next } = await getJson<AuditLog>(`/audit-log?limit=${limit}&after=${known.next}`);
  auditLog.value = { entries: [...known.entries, ...entries], next };
}

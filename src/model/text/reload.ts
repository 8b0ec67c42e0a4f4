import type { ReloadResult } from '../connection.ts';

/** What a reload changed, a line each. */
export function reloadLines({
  added,
  removed,
  changed,
  certificate,
  rules,
  restart,
}: ReloadResult): string[] {
  const lines = [
    ...added.map((id) => `added ${id}`),
    ...removed.map((id) => `removed ${id}`),
    ...changed.map((id) => `changed ${id}`),
    ...(certificate ? ['changed the certificate'] : []),
    ...(rules ? ['changed the rules of alarms'] : []),
    ...restart.map((key) => `${key} is in effect after a restart`),
  ];
  return lines.length > 0 ? lines : ['nothing has changed'];
}

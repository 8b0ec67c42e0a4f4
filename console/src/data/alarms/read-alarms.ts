import type { Alarms } from '../../../../src/api/wire/alarms.ts';

/** Alarms of one page. */
const perPage = 100;
/** Alarms that the API gives at once. */
const mostAtOnce = 1000;

/** The first alarms of an address, so many pages. One that moves while they are read is there once. */
export async function readAlarms(
  address: string,
  pages: number,
  read: (path: string) => Promise<Alarms>,
): Promise<Alarms> {
  const most = pages * perPage;
  const first = await read(pages === 1 ? address : withLimit(address, Math.min(most, mostAtOnce)));
  const alarms = new Map(first.alarms.map((alarm) => [alarm.id, alarm]));
  let { next } = first;
  while (next !== null && alarms.size < most) {
    const page = await read(next);
    for (const alarm of page.alarms) alarms.set(alarm.id, alarm);
    ({ next } = page);
  }
  return { ...first, alarms: [...alarms.values()], next };
}

function withLimit(address: string, limit: number): string {
  return `${address}${address.includes('?') ? '&' : '?'}limit=${limit}`;
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlarmLog, AlarmTransition } from '../../../../src/api/wire/alarms.ts';
import { DayLog } from './day-log.ts';

/** A log with a change each second, of which the newest are kept. */
class Log {
  last = 0;
  kept = Infinity;
  readonly asked: string[] = [];

  readonly read = async (path: string): Promise<AlarmLog> => {
    this.asked.push(path);
    const parameters = new URL(path, 'http://h').searchParams;
    const limit = Number(parameters.get('limit'));
    const first = Math.max(1, this.last - this.kept + 1);
    const after = parameters.get('after');
    if (Number(after) > this.last) throw Object.assign(new Error('no such'), { code: 'CURSOR_INVALID' });
    const before = Number(parameters.get('before') ?? this.last + 1);
    const from = after === null ? Math.max(first, before - limit) : Math.max(first, Number(after) + 1);
    const to = after === null ? before : Math.min(this.last + 1, from + limit);
    const transitions = Array.from({ length: Math.max(0, to - from) }, (_, i) => change(from + i));
    return {
      transitions,
      gap: after === null ? 0 : Math.max(0, first - 1 - Number(after)),
      next: `/alarms/log?after=${to - 1}&limit=${limit}&wait=60`,
      previous: from > first ? `/alarms/log?before=${from}&limit=${limit}` : null,
      keptSince: first > 1 ? first : null,
    };
  };
}

function change(id: number): AlarmTransition {
  return { id: String(id), time: id } as AlarmTransition;
}

/** The first, the last and the number of changes, and since when they are complete. */
async function seen(day: DayLog, start: number, log: Log): Promise<string> {
  const { transitions, completeSince } = await day.update(start, log.read);
  return `${transitions[0]?.id} to ${transitions.at(-1)?.id}, ${transitions.length}, since ${completeSince}`;
}

test('DayLog reads backwards until the day is covered, and then only what is new', async () => {
  const log = Object.assign(new Log(), { last: 5000 });
  const day = new DayLog('rule=vm.*');
  assert.equal(await seen(day, 2500, log), '2500 to 5000, 2501, since 2500');
  assert.deepEqual(log.asked, ['/alarms/log?limit=1000&rule=vm.*', '/alarms/log?before=4001&limit=1000', '/alarms/log?before=3001&limit=1000']); // prettier-ignore
  log.asked.length = 0;
  log.last = 6500;
  assert.equal(await seen(day, 4000, log), '4000 to 6500, 2501, since 4000');
  assert.deepEqual(log.asked, ['/alarms/log?after=5000&limit=1000', '/alarms/log?after=6000&limit=1000']);
});

test('DayLog says from when on it is complete', async () => {
  const log = Object.assign(new Log(), { last: 30_000, kept: 1500 });
  assert.equal(await seen(new DayLog(''), 100, log), '28501 to 30000, 1500, since 28501');
  log.kept = Infinity;
  assert.equal(await seen(new DayLog(''), 100, log), '10001 to 30000, 20000, since 10001');
  log.last = 20;
  assert.equal(await seen(new DayLog(''), 0, log), '1 to 20, 20, since 0');
  log.last = 0;
  assert.equal(await seen(new DayLog(''), 7, log), 'undefined to undefined, 0, since 7');
});

test('DayLog begins anew where changes are missing, and with another log', async () => {
  const log = Object.assign(new Log(), { last: 100, kept: 50 });
  const day = new DayLog('');
  assert.equal(await seen(day, 0, log), '51 to 100, 50, since 51');
  log.last = 300;
  assert.equal(await seen(day, 0, log), '251 to 300, 50, since 251');
  log.last = 10;
  assert.equal(await seen(day, 0, log), '1 to 10, 10, since 0');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SourceStatus } from '../../model/source.ts';
import { altered, getJson, makeTestApi, sourceStatus, startTime } from '../fixture.ts';

const t0 = startTime / 1000;

test('GET /status and the exposition count the rejections that no code handled', async () => {
  let count = 0;
  await using api = await makeTestApi({ unhandledRejections: () => count });
  count = 2;
  const status = (await getJson(api, '/status', 'Status')) as { unhandledRejections: number };
  assert.equal(status.unhandledRejections, 2);
  const headers = { accept: 'text/plain;version=0.0.4' };
  const { body } = await api.app.inject({ url: '/metrics', headers });
  assert.match(body, /^virtscope_unhandled_rejections_total 2$/m);
});

test('GET /status gives the condition of history, and the archives of each class', async () => {
  await using plain = await makeTestApi();
  const { history } = (await getJson(plain, '/status', 'Status')) as { history: object };
  const archive = { step: 5, rows: 120, cf: ['AVERAGE', 'MIN', 'MAX', 'LAST'], oldest: null, newest: null };
  assert.deepEqual(history, {
    kept: false,
    directory: null,
    condition: null,
    pendingRows: 0,
    droppedRows: 0,
    repairs: [],
    archives: { host: [archive], VM: [archive], service: [archive], source: [archive] },
  });
  const repairs = [{ file: 'history/VM/5000/open-7', problem: 'torn at byte 40', rowsLost: 1 }];
  const reason = 'The disk of /var/lib/virtscope is full';
  const store = altered(plain.store, {
    health: () => ({ kept: true, directory: '/var/lib/virtscope', condition: { kind: 'disk-full', reason, since: startTime }, pendingRows: 12, droppedRows: 3, repairs }), // prettier-ignore
    archives: () => [{ stepMs: 60_000, rows: 120, cfs: ['AVERAGE', 'MIN'], oldest: startTime, newest: startTime + 60_000 }], // prettier-ignore
  });
  await using kept = await makeTestApi({ store });
  const status = (await getJson(kept, '/status', 'Status')) as { history: Record<string, unknown> };
  const { condition, pendingRows, droppedRows } = status.history;
  assert.deepEqual([condition, pendingRows, droppedRows], [{ kind: 'disk-full', reason, since: t0, atLeast: false, age: 0 }, 12, 3]); // prettier-ignore
  assert.deepEqual(status.history['repairs'], repairs);
  const minutes = [{ step: 60, rows: 120, cf: ['AVERAGE', 'MIN'], oldest: t0, newest: t0 + 60 }];
  assert.deepEqual(status.history['archives'], {
    host: minutes,
    VM: minutes,
    service: minutes,
    source: minutes,
  });
});

test('GET /status gives the conditions of a source in the shape of all conditions', async () => {
  await using plain = await makeTestApi();
  const reason = 'Left out: 3 devices beyond 256 of their kind';
  const conditions = [{ kind: 'too-many-devices', since: startTime - 5000, reason }];
  const sources = (): SourceStatus[] => [{ ...sourceStatus, conditions }];
  await using api = await makeTestApi({ sources, store: plain.store });
  const status = (await getJson(api, '/status', 'Status')) as { sources: { conditions: unknown }[] };
  const shown = { kind: 'too-many-devices', since: t0 - 5, atLeast: false, age: 5, reason };
  assert.deepEqual(status.sources[0]?.conditions, [shown]);
});

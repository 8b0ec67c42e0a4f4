import { onHost } from '../../../model/entity.ts';
import { readXapiUpdates } from '@virtscope/rrd';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createClient, type Xapi } from 'xen-api';
import { makeTestApi, startTime } from '../../fixture.ts';

const db = '6d6f7264-0000-4000-8000-000000000001';
const web = '6d6f7264-0000-4000-8000-000000000002';
const host = '0123456789abcdef0123456789abcdef';

/** Waits until the client’s copy of the objects is as it should be. */
async function until(client: Xapi, isSo: () => boolean): Promise<void> {
  while (!isSo()) await once(client, 'eventFetchingSuccess');
}

test('npm’s xen-api logs in, lists VMs, follows events and reads rrd_updates', async () => {
  await using api = await makeTestApi();
  // Nothing ever times out, so that only news end a wait.
  api.clock.sleep = (_ms, signal) => new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error))); // prettier-ignore
  const vm = api.enter('VM', db, { name: 'db1', parent: onHost(host) });
  const machine = api.enter('host', host, { name: 'kvm1' });
  api.poll([[vm, { 'cpu.0.usage': 0.5 }], [machine, { 'cpu.usage': 0.25 }]]); // prettier-ignore
  // Calls without an answer yet: the client does not wait for those it leaves behind.
  const open = new Set<ServerResponse>();
  api.app.server.on('request', (_, response: ServerResponse) => {
    open.add(response);
    response.once('close', () => open.delete(response));
  });
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = api.app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const client = createClient({ url, auth: { user: 'root', password: 'any' }, debounce: 0 });
  await client.connect();
  try {
    await client.objectsFetched;
    const [listed] = await client.getAllRecords('VM');
    assert.deepEqual(
      [listed?.['uuid'], listed?.['name_label'], listed?.['power_state']],
      [db, 'db1', 'Running'],
    );
    assert.equal(listed?.['resident_on'], client.pool['master']);
    assert.equal(await client.call('host.get_servertime', client.pool['master']), '20270115T08:00:05Z');

    const other = api.enter('VM', web, { name: 'web1', parent: onHost(host) });
    vm.state = 'paused';
    api.poll([[vm, { 'cpu.0.usage': 0.5 }], [other, { 'cpu.0.usage': 0.125 }]]); // prettier-ignore
    const copy = (uuid: string): Record<string, unknown> | undefined => client.objects.all[uuid];
    await until(client, () => copy(db)?.['power_state'] === 'Paused');
    assert.equal(copy(web)?.['name_label'], 'web1');
    api.series.remove(other);
    api.poll([[vm, { 'cpu.0.usage': 0.75 }]]);
    await until(client, () => copy(web) === undefined);

    const query = {
      start: String(startTime / 1000 + 5),
      cf: 'AVERAGE',
      host: 'true',
      json: 'true',
    };
    const { statusCode, body, task } = await client.getResource('/rrd_updates', { query });
    assert.equal(statusCode, 200);
    const { legend, values } = readXapiUpdates(await body.text());
    const uuid = '01234567-89ab-cdef-0123-456789abcdef';
    assert.deepEqual(legend, [`AVERAGE:host:${uuid}:cpu_avg`, `AVERAGE:vm:${db}:cpu0`]);
    assert.deepEqual([...values], [NaN, 0.75, NaN, 0.5, 0.25, 0.5]);
    // It announced a task, and receives its end.
    assert.equal(await task, '');
  } finally {
    await client.disconnect();
    while (open.size > 0) await once([...open][0] as ServerResponse, 'close');
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Call } from '../../../model/streams/call.ts';
import { answersOf, fakeVm, startTestSource } from '../test-daemon.ts';

test('every call of a source is handed on with its peer, and without its contents', async () => {
  const calls: Call[] = [];
  const vm = fakeVm(1, { name: 'secret-name' });
  await using fake = await startTestSource(
    answersOf(() => [vm]),
    { onCall: (call) => calls.push(call), factsMs: 60_000 },
  );
  await fake.poll();
  const received = fake.daemons.flatMap((daemon) => daemon.received).length;
  assert.ok(calls.length > 3 && calls.length <= received, `${calls.length} calls of ${received}`);
  const stats = calls.find(({ method }) => method === 'CONNECT_GET_ALL_DOMAIN_STATS');
  assert.ok(stats);
  const { latencyMs, bytesSent, bytesReceived, ...rest } = stats;
  assert.deepEqual(rest, {
    interface: 'libvirt',
    service: 'libvirtd',
    direction: 'out',
    method: 'CONNECT_GET_ALL_DOMAIN_STATS',
    peer: 'libvirt',
    outcome: 'ok',
    code: null,
  });
  assert.ok(latencyMs !== null && latencyMs > 0 && bytesSent !== null && bytesSent > 28);
  assert.ok(
    bytesReceived !== null && bytesReceived > bytesSent,
    'the statistics are longer than the question',
  );
  assert.ok(!JSON.stringify(calls).includes(vm.name));
});

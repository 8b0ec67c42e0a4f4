import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Message, Messages } from '../../src/api/wire/messages.ts';
import { eventually, startProgram } from '../program.ts';

describe('messages', () => {
  it('have the polls of the demo hypervisor, and every request with its route', async () => {
    await using program = await startProgram(['--demo', '5'], 'interval: 1s\n');
    await program.json('/metrics/VM');
    await assert.rejects(program.json('/vms/nobody?token=hunter2'));
    const of = (all: readonly Message[], method: string): readonly Message[] =>
      all.filter((message) => message.method === method);
    const { messages } = await eventually(
      () => program.json<Messages>('/messages?limit=1000'),
      ({ messages: all }) => of(all, 'CONNECT_GET_ALL_DOMAIN_STATS').length >= 6,
      20,
      'calls of several polls',
    );
    for (const { interface: protocol, service, direction, peer, outcome, latency, bytes } of of(
      messages,
      'CONNECT_GET_ALL_DOMAIN_STATS',
    )) {
      assert.deepEqual([protocol, service, direction, peer, outcome], ['libvirt', 'libvirtd', 'out', 'libvirt', 'ok']); // prettier-ignore
      assert.ok(latency !== null && latency > 0 && latency < 30, String(latency));
      assert.ok(bytes.sent !== null && bytes.received !== null && bytes.received > bytes.sent);
    }
    assert.ok(of(messages, 'CONNECT_OPEN').length >= 1, 'the opening of a connection is a call too');
    const [table] = of(messages, 'GET /metrics/:class');
    assert.ok(table?.latency && table.bytes.sent !== null && table.bytes.sent > 100);
    assert.deepEqual([table.interface, table.direction, table.peer], ['http', 'in', 'loopback']);
    assert.deepEqual(of(messages, 'GET /vms/:id').map(({ outcome, code }) => [outcome, code]), [['error', '400']]); // prettier-ignore
    const text = JSON.stringify(messages);
    assert.ok(!text.includes('hunter2') && !text.includes('nobody'));
    assert.equal(of(messages, 'GET /messages').length, 0);
  });

  it('of before a crash are a gap of unknown size, never other rows', async () => {
    let before: Messages;
    {
      await using program = await startProgram(['--demo', '1'], 'interval: 1s\n');
      before = await eventually(
        () => program.json<Messages>('/messages'),
        ({ messages }) => messages.length > 0,
        10,
        'messages',
      );
      program.child.kill('SIGKILL');
    }
    await using program = await startProgram(['--demo', '1'], 'interval: 1s\n');
    const { messages, gap } = await program.json<Messages>(before.next);
    assert.equal(gap, null);
    const ids = new Set(before.messages.map(({ id }) => id));
    assert.ok(messages.every(({ id }) => !ids.has(id)));
  });
});

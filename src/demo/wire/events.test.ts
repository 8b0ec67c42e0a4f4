import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DomainEvent, EventStream, LibvirtError } from '@virtscope/libvirt';
import { failure, startTestDemo } from '../test-demo.ts';

const KINDS = [
  'lifecycle',
  'io-error',
  'io-error-reason',
  'device-added',
  'device-removed',
  'agent-lifecycle',
] as const;

/** The next events as short texts. */
async function take(stream: EventStream, count: number): Promise<string[]> {
  const found: string[] = [];
  for await (const event of stream) {
    found.push(textOf(event));
    if (found.length === count) break;
  }
  return found;
}

function textOf(event: DomainEvent): string {
  if (event.kind === 'unknown' || event.kind === 'gap') return event.kind;
  const on = event.domain.id > 0 ? 'on' : 'off';
  const { kind, domain } = event;
  if (kind === 'lifecycle') return `${domain.name} ${event.change} ${event.detail} ${on}`;
  if (kind === 'agent-lifecycle') return `${domain.name} agent ${event.state} ${event.reason}`;
  const alias = 'alias' in event ? ` ${event.alias}` : '';
  const reason = kind === 'io-error-reason' ? ` ${event.reason}` : '';
  return `${domain.name} ${kind}${alias}${reason}`;
}

describe('events', () => {
  it('of commanded guests are those a real daemon sends', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    const stream = await client.events(KINDS);
    assert.deepEqual(stream.unsupported, []);
    for (const command of ['pause', 'resume', 'attach', 'detach', 'stop', 'start'] as const) {
      demo.server.command('db-01', command);
    }
    await demo.clock.advance(10_000);
    assert.deepEqual(await take(stream, 10), [
      'db-01 suspended 0 on',
      'db-01 resumed 0 on',
      'db-01 device-added virtio-disk2',
      'db-01 device-removed virtio-disk2',
      'db-01 shutdown 2 on',
      'db-01 stopped 1 off',
      'db-01 agent 2 1',
      'db-01 resumed 0 on',
      'db-01 started 0 on',
      'db-01 agent 1 2',
    ]);
  });

  it('cover every change of a small fleet at its time', async () => {
    await using demo = await startTestDemo({ calm: false });
    await using client = await demo.connect();
    const stream = await client.events(KINDS);
    await demo.clock.advance(300_000);
    const seen = new Set((await take(stream, 17)).map((text) => text.slice(text.indexOf(' ') + 1)));
    for (const expected of [
      'suspended 0 on',
      'suspended 2 on',
      'stopped 0 off',
      'stopped 3 off',
      'started 1 on',
    ]) {
      assert.ok(
        [...seen].some((text) => text.endsWith(expected)),
        `${expected} is among ${[...seen].join(', ')}`,
      );
    }
    assert.ok([...seen].some((text) => text.includes('io-error-reason virtio-disk0 enospc')));
    assert.ok([...seen].some((text) => text.includes('device-added')));
  });

  it('reach clients that registered for them, for one guest or all, and stop with the registration', async () => {
    await using demo = await startTestDemo();
    await using client = await demo.connect();
    const domain = await client.lookupByName('db-01');
    const { connection } = client;
    const procedures: string[] = [];
    connection.onMessage(({ procedure, serial }) => procedures.push(`${procedure} ${serial}`));
    const register = (eventId: number, of: typeof domain | null) =>
      connection.call('CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY', { eventId, domain: of });
    const one = await register(0, domain);
    const all = await register(0, null);
    assert.notEqual(one.callbackId, all.callbackId);
    demo.server.command('web-01', 'pause');
    demo.server.command('db-01', 'pause');
    await client.type();
    assert.deepEqual(procedures, ['318 1', '318 1', '318 1']);
    const deregister = (callbackId: number) =>
      connection.call('CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY', { callbackId });
    await deregister(all.callbackId);
    demo.server.command('web-01', 'resume');
    await client.type();
    assert.equal(procedures.length, 3);
    assert.equal((await failure<LibvirtError>(deregister(all.callbackId))).virCode, 1);
    const unknown = await failure<LibvirtError>(register(99, null));
    assert.equal(`${unknown.virCode} ${unknown.message}`, '1 internal error: unsupported event ID 99');
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FakeDaemon, messageHeader, type Answers } from '../test/fake-daemon.ts';
import { failure } from '../test/failure.ts';
import { LibvirtClient } from './client.ts';
import { Connection } from './connection.ts';
import { ConnectionClosedError } from './error.ts';
import type { DomainEvent, EventStream } from './events.ts';
import { encodeFrame } from './frame.ts';
import { int32 } from './codec/codec.ts';

const domain = { name: 'lab001', uuid: '5f0e0000-77aa-4000-8000-000000000001', id: 7 };
const CALLBACKS: Answers = {
  CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY: ({ eventId }) => ({ callbackId: 100 + eventId }),
  CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY: () => {},
};

function start(answers: Answers = CALLBACKS) {
  const { daemon, stream } = FakeDaemon.pair(answers);
  const connection = new Connection(stream, { keepaliveMs: 0 });
  return { daemon, connection, client: new LibvirtClient(connection, 'test:///default', true) };
}

async function take(stream: EventStream, count: number): Promise<DomainEvent[]> {
  const taken: DomainEvent[] = [];
  for await (const event of stream) if (taken.push(event) === count) break;
  return taken;
}

describe('LibvirtClient.events', () => {
  it('yields typed events and deregisters when reading stops', async () => {
    const { client, connection, daemon } = start();
    const stream = await client.events(['lifecycle', 'balloon-change', 'pm-wakeup']);
    assert.deepEqual(stream.kinds, ['lifecycle', 'balloon-change', 'pm-wakeup']);
    daemon.event('lifecycle', { callbackId: 100, domain, event: 3, detail: 0 });
    daemon.event('lifecycle', { callbackId: 100, domain, event: 99, detail: 5 });
    daemon.event('balloon-change', { callbackId: 113, domain, actualKib: 97_280n });
    daemon.event('pm-wakeup', { callbackId: 111, reason: 2, domain });
    daemon.event('lifecycle', { callbackId: 55, domain, event: 4, detail: 0 });
    const events = await take(stream, 4);
    assert.deepEqual(
      JSON.parse(
        JSON.stringify(events, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
      ),
      [
        { kind: 'lifecycle', domain, change: 'suspended', detail: 0 },
        { kind: 'lifecycle', domain, change: null, detail: 5 },
        { kind: 'balloon-change', domain, actualKib: '97280' },
        { kind: 'pm-wakeup', domain, reason: 2 },
      ],
    );
    await daemon.call('CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY', 2);
    connection.close();
  });

  it('leaves out kinds the daemon does not know', async () => {
    const { client, connection, daemon } = start({});
    const pending = client.events(['vcpu-removed', 'reboot']);
    const name = 'CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY';
    daemon.fail(await daemon.call(name), { code: 1, message: 'unsupported event ID 28' });
    daemon.reply(await daemon.call(name, 1), name, { callbackId: 3 });
    const stream = await pending;
    assert.deepEqual([stream.kinds, stream.unsupported], [['reboot'], ['vcpu-removed']]);
    connection.close();
  });

  it('fails when registering is denied', async () => {
    const { client, connection, daemon } = start({});
    const pending = failure(client.events(['reboot']));
    daemon.fail(await daemon.call('CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY'), { code: 88 });
    assert.equal(((await pending) as { code: string }).code, 'ACCESS_DENIED');
    connection.close();
  });

  it('keeps an event that overtakes the answer that names its callback', async () => {
    const { client, connection, daemon } = start({});
    const pending = client.events(['reboot']);
    const name = 'CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY';
    const call = await daemon.call(name);
    daemon.event('reboot', { callbackId: 3, domain });
    daemon.reply(call, name, { callbackId: 3 });
    const stream = await pending;
    const first = await stream[Symbol.asyncIterator]().next();
    assert.equal((first.value as DomainEvent).kind, 'reboot');
    connection.close();
  });

  it('yields messages it cannot read as unknown', async () => {
    const { client, connection, daemon } = start();
    const stream = await client.events(['reboot']);
    daemon.stream.write(encodeFrame(messageHeader(999), int32, 101));
    daemon.stream.write(encodeFrame(messageHeader(319), int32, 101));
    const events = await take(stream, 2);
    assert.deepEqual(
      events.map((event) => [event.kind, 'number' in event && event.number]),
      [
        ['unknown', 999],
        ['unknown', 319],
      ],
    );
    connection.close();
  });

  it('drops the oldest events of a reader that falls behind and reports how many', async () => {
    const { client, connection, daemon } = start({
      ...CALLBACKS,
      CONNECT_GET_TYPE: () => ({ text: 'QEMU' }),
    });
    const stream = await client.events(['lifecycle'], { limit: 2 });
    for (let event = 0; event < 5; event += 1) {
      daemon.event('lifecycle', { callbackId: 100, domain, event, detail: event });
    }
    await client.type();
    const events = await take(stream, 3);
    assert.deepEqual(events[0], { kind: 'gap', count: 3 });
    assert.deepEqual(
      events.slice(1).map((event) => 'detail' in event && event.detail),
      [3, 4],
    );
    connection.close();
  });

  it('holds a bounded number of messages while a registration is unanswered', async () => {
    const { CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY: deregister } = CALLBACKS;
    const { client, connection, daemon } = start({
      CONNECT_GET_TYPE: () => ({ text: 'QEMU' }),
      ...(deregister && { CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY: deregister }),
    });
    const pending = client.events(['lifecycle'], { limit: 10 });
    const name = 'CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY';
    const call = await daemon.call(name);
    for (let detail = 0; detail < 50; detail += 1) {
      daemon.event('lifecycle', { callbackId: 3, domain, event: 0, detail });
    }
    daemon.reply(call, name, { callbackId: 3 });
    const events = await take(await pending, 11);
    assert.deepEqual(events[0], { kind: 'gap', count: 40 });
    assert.deepEqual(
      events.slice(1).map((event) => 'detail' in event && event.detail),
      [40, 41, 42, 43, 44, 45, 46, 47, 48, 49],
    );
    connection.close();
  });

  it('holds a bounded number of bytes of events', async () => {
    const { client, connection, daemon } = start({
      ...CALLBACKS,
      CONNECT_GET_TYPE: () => ({ text: 'QEMU' }),
    });
    const stream = await client.events(['reboot'], { limitBytes: 25_000 });
    const large = { ...domain, name: 'x'.repeat(10_000) };
    for (let n = 0; n < 5; n += 1) daemon.event('reboot', { callbackId: 101, domain: large });
    await client.type();
    const events = await take(stream, 3);
    assert.deepEqual(events[0], { kind: 'gap', count: 3 });
    connection.close();
  });

  it('keeps no chunk of the stream alive for the sake of a message', async () => {
    const { client, connection, daemon } = start();
    const stream = await client.events(['reboot']);
    daemon.stream.write(encodeFrame(messageHeader(999), int32, 101));
    const [event] = await take(stream, 1);
    assert.ok(event?.kind === 'unknown');
    assert.equal(event.payload.buffer.byteLength, 4);
    connection.close();
  });

  it('ends with the loss of the connection after what came before it', async () => {
    const { client, daemon } = start();
    const stream = await client.events(['reboot']);
    daemon.event('reboot', { callbackId: 101, domain });
    daemon.stream.end();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const event of stream) seen.push(event.kind);
    })();
    assert.ok((await failure(reading)) instanceof ConnectionClosedError);
    assert.deepEqual(seen, ['reboot']);
  });

  it('ends quietly when closed while waiting', async () => {
    const { client, connection } = start();
    const stream = await client.events(['reboot']);
    const reading = take(stream, 1);
    await stream.close();
    assert.deepEqual(await reading, []);
    await stream.close();
    connection.close();
  });
});

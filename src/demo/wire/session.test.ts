import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LibvirtError } from '@virtscope/libvirt';
import {
  decodePayload,
  errorPayload,
  FRAME_STATUS,
  FRAME_TYPE,
  KEEPALIVE,
  procedures,
  PROGRAM,
  XdrWriter,
  type Codec,
  type Frame,
} from '@virtscope/libvirt/wire';
import { settle } from '../../../test/fake-clock.ts';
import { failure, startTestDemo, type RawClient } from '../test-demo.ts';

const { AUTH_LIST, CONNECT_GET_LIB_VERSION, CONNECT_GET_TYPE, CONNECT_OPEN, CONNECT_SUPPORTS_FEATURE } =
  procedures;

function payload<T>(codec: Codec<T>, value: T): Uint8Array {
  const writer = new XdrWriter();
  codec.encode(writer, value);
  return writer.bytes;
}

const errorOf = (frame: Frame): string => {
  assert.equal(frame.status, FRAME_STATUS.error);
  const { code, message } = decodePayload(errorPayload, frame.payload);
  return `${code} ${message}`;
};

async function authenticate(client: RawClient): Promise<void> {
  client.send({ procedure: AUTH_LIST.number });
  assert.deepEqual(decodePayload(AUTH_LIST.reply, (await client.next()).payload), { types: [0] });
}

async function openRaw(client: RawClient): Promise<void> {
  await authenticate(client);
  client.send(
    { procedure: CONNECT_OPEN.number },
    payload(CONNECT_OPEN.args, { uri: 'qemu:///system', flags: 0 }),
  );
  assert.equal((await client.next()).status, FRAME_STATUS.ok);
}

describe('Session', () => {
  it('answers nothing before authentication, and no hypervisor call before it is opened', async () => {
    await using demo = await startTestDemo();
    const client = await demo.dial();
    client.send({ procedure: CONNECT_GET_LIB_VERSION.number, serial: 9 });
    const refused = await client.next();
    assert.equal(refused.serial, 9);
    assert.equal(errorOf(refused), '39 authentication required');
    await authenticate(client);
    client.send({ procedure: CONNECT_GET_TYPE.number });
    assert.equal(errorOf(await client.next()), '1 internal error: hypervisor connection not open');
  });

  it('opens once, and the system hypervisor alone', async () => {
    await using demo = await startTestDemo();
    const client = await demo.dial();
    await authenticate(client);
    const open = async (uri: string, flags = 0) => {
      client.send({ procedure: CONNECT_OPEN.number }, payload(CONNECT_OPEN.args, { uri, flags }));
      return client.next();
    };
    assert.match(errorOf(await open('xen:///system')), /^5 no connection driver available for xen/);
    assert.match(errorOf(await open('qemu:///system', 64)), /^8 unsupported flags \(0x40\)/);
    assert.equal((await open('qemu:///system')).status, FRAME_STATUS.ok);
    assert.equal(errorOf(await open('qemu:///system')), '1 internal error: connection already open');
  });

  it('answers what it does not know with libvirt errors, and continues', async () => {
    await using demo = await startTestDemo();
    const client = await demo.dial();
    await openRaw(client);
    const answer = async (header: Parameters<RawClient['send']>[0], bytes?: Uint8Array) => {
      client.send(header, bytes);
      return errorOf(await client.next());
    };
    const { DOMAIN_GET_STATE, CONNECT_GET_DOMAIN_CAPABILITIES } = procedures;
    const domain = { name: 'x', uuid: '00112233-4455-6677-8899-aabbccddeeff', id: 1 };
    assert.equal(await answer({ procedure: 9999 }), '39 unknown procedure: 9999');
    assert.equal(await answer({ program: 305419896 }), '39 Cannot find program 305419896 version 1');
    assert.equal(await answer({ procedure: 1, version: 2 }), '39 Cannot find program 536903814 version 2');
    assert.equal(await answer({ procedure: 1, type: FRAME_TYPE.stream }), '39 Unexpected message type 3');
    assert.equal(
      await answer({ procedure: DOMAIN_GET_STATE.number }, new Uint8Array(7)),
      '39 Unable to decode message payload',
    );
    assert.match(
      await answer(
        { procedure: DOMAIN_GET_STATE.number },
        payload(DOMAIN_GET_STATE.args, { domain, flags: 0 }),
      ),
      /^42 Domain not found: no domain with matching uuid '00112233-/,
    );
    const any = { emulator: null, arch: null, machine: null, virtType: null, flags: 0 };
    const args = payload(CONNECT_GET_DOMAIN_CAPABILITIES.args, any);
    assert.match(
      await answer({ procedure: CONNECT_GET_DOMAIN_CAPABILITIES.number }, args),
      /^3 this function is not supported by .*: virConnectGetDomainCapabilities$/,
    );
    client.send({ procedure: CONNECT_GET_TYPE.number });
    assert.equal((await client.next()).status, FRAME_STATUS.ok);
  });

  it('drops a client whose bytes are no frames', async () => {
    await using demo = await startTestDemo();
    const client = await demo.dial();
    client.write(new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n'));
    await client.closed;
    await using other = await demo.connect();
    assert.equal(await other.type(), 'QEMU');
  });

  it('answers a ping, and itself pings only a client that asked for it, until it gives up after 30 silent seconds', async () => {
    await using demo = await startTestDemo();
    const silent = await demo.dial();
    await openRaw(silent);
    const client = await demo.dial();
    await openRaw(client);
    client.send({
      program: PROGRAM.keepalive,
      procedure: KEEPALIVE.ping,
      type: FRAME_TYPE.message,
      serial: 0,
    });
    const pong = await client.next();
    assert.deepEqual(
      { ...pong, payload: pong.payload.length },
      { program: PROGRAM.keepalive, version: 1, procedure: 2, type: 2, serial: 0, status: 0, payload: 0 },
    );
    client.send(
      { procedure: CONNECT_SUPPORTS_FEATURE.number },
      payload(CONNECT_SUPPORTS_FEATURE.args, { feature: 10 }),
    );
    assert.equal(decodePayload(CONNECT_SUPPORTS_FEATURE.reply, (await client.next()).payload).supported, 1);
    await demo.clock.advance(5000);
    assert.equal((await client.next()).procedure, KEEPALIVE.ping);
    // Any packet begins the silence anew.
    client.send({
      program: PROGRAM.keepalive,
      procedure: KEEPALIVE.pong,
      type: FRAME_TYPE.message,
      serial: 0,
    });
    client.send({ procedure: CONNECT_GET_TYPE.number });
    await client.next();
    for (let pings = 0; pings < 5; pings++) {
      await demo.clock.advance(5000);
      assert.equal((await client.next()).procedure, KEEPALIVE.ping);
    }
    await demo.clock.advance(5000);
    await client.closed;
    silent.send({ procedure: CONNECT_GET_TYPE.number });
    assert.equal((await silent.next()).type, FRAME_TYPE.reply);
  });

  it('takes frames in pieces of any size and answers each', async () => {
    await using demo = await startTestDemo();
    const client = await demo.dial();
    await openRaw(client);
    const header = new XdrWriter();
    for (const word of [28, PROGRAM.remote, 1, CONNECT_GET_TYPE.number, 0, 77, 0]) header.uint32(word);
    const bytes = Buffer.concat([header.bytes, header.bytes]);
    for (const at of bytes.keys()) {
      client.write(bytes.subarray(at, at + 1));
      if (at % 8 === 0) await settle();
    }
    for (let i = 0; i < 2; i++) {
      const reply = await client.next();
      assert.equal(reply.serial, 77);
      assert.deepEqual(decodePayload(CONNECT_GET_TYPE.reply, reply.payload), { text: 'QEMU' });
    }
  });

  it('refuses a reader what only a writer may do', async () => {
    await using demo = await startTestDemo();
    await using reader = await demo.connect();
    await using writer = await demo.connect({ readOnly: false });
    const domain = await reader.lookupByName('web-01');
    const flags = 0;
    const refusal = async (promise: Promise<unknown>) => {
      const { virCode, message } = await failure<LibvirtError>(promise);
      return `${virCode} ${message}`;
    };
    const denied = '29 operation forbidden: read only access prevents ';
    assert.equal(await refusal(reader.guestInfo(domain)), `${denied}virDomainGetGuestInfo`);
    assert.equal(
      await refusal(reader.interfaceAddresses(domain, 'agent')),
      `${denied}virDomainInterfaceAddresses`,
    );
    assert.equal(
      await refusal(reader.setMemoryStatsPeriod(domain, 5)),
      `${denied}virDomainSetMemoryStatsPeriod`,
    );
    const secret = '29 operation forbidden: virDomainGetXMLDesc with secure flag';
    assert.equal(await refusal(reader.domainXml(domain, 1)), secret);
    for (const name of ['DOMAIN_GET_HOSTNAME', 'DOMAIN_GET_TIME', 'DOMAIN_GET_FSINFO'] as const) {
      assert.match(
        await refusal(reader.connection.call(name, { domain, flags })),
        /^29 operation forbidden: read only/,
      );
    }
    assert.equal((await reader.interfaceAddresses(domain, 'arp')).length, 1);
    const same = await writer.lookupByName('web-01');
    assert.match(await writer.domainXml(same, 1), /web-01/);
    await writer.setMemoryStatsPeriod(same, 30);
    assert.match(await writer.domainXml(same), /<stats period='30'\/>/);
  });
});

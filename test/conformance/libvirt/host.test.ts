import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Connection, LibvirtClient } from '../../../packages/libvirt/src/mod.ts';
import {
  FRAME_TYPE,
  procedures,
  type Frame,
  type ProcedureName,
} from '../../../packages/libvirt/src/wire.ts';
import { FakeDaemon } from '../../../packages/libvirt/test/fake-daemon.ts';
import { sessions, type Session } from './sessions.ts';

/** A client of a daemon that answers a procedure with what a recorded one answered, in the same order. */
async function replay<T>(
  session: Session,
  procedure: ProcedureName,
  ask: (client: LibvirtClient) => Promise<T>,
): Promise<T> {
  const { number } = procedures[procedure];
  const of = (list: Session['calls'], type: number): Frame[] =>
    list.map(({ frame }) => frame).filter((frame) => frame.type === type && frame.procedure === number);
  const calls = of(session.calls, FRAME_TYPE.call);
  const replies = of(session.replies, FRAME_TYPE.reply);
  const { daemon, stream } = FakeDaemon.pair();
  const connection = new Connection(stream, { keepaliveMs: 0 });
  const asked = ask(new LibvirtClient(connection, 'qemu:///system', true));
  for (const [nth, reply] of replies.entries()) {
    const call = await daemon.call(procedure, nth);
    assert.deepEqual(Buffer.from(call.payload), Buffer.from(calls[nth]!.payload), `call ${nth}`);
    daemon.replyRaw(call, reply.payload);
  }
  const answer = await asked;
  connection.close();
  return answer;
}

function named(name: string): Session {
  const session = sessions().find((one) => one.name === name);
  assert.ok(session, name);
  return session;
}

/** Numbers that virsh printed, by the words before the colon. */
function printed({ printed: text }: Session): Record<string, string> {
  const lines = text.matchAll(/^(.+?) *: *(\S+)/gm);
  return Object.fromEntries(Array.from(lines, ([, name = '', value = '']) => [name, value]));
}

describe('recorded statistics of a host', () => {
  for (const name of ['nodecpustats', 'host-cpustats'])
    it(`${name}: the calls of virsh byte for byte, and the times that it printed`, async () => {
      const session = named(name);
      const stats = await replay(session, 'NODE_GET_CPU_STATS', (client) => client.nodeCpuStats());
      const { user, system, idle, iowait } = printed(session);
      const read = Object.fromEntries(Object.entries(stats).map(([field, ns]) => [field, String(ns)]));
      assert.deepEqual(read, { kernel: system, user, idle, iowait });
    });

  for (const name of ['nodememstats', 'host-memstats'])
    it(`${name}: the calls of virsh byte for byte, and the KiB that it printed`, async () => {
      const session = named(name);
      const stats = await replay(session, 'NODE_GET_MEMORY_STATS', (client) => client.nodeMemoryStats());
      const read = Object.fromEntries(Object.entries(stats).map(([field, kib]) => [field, String(kib)]));
      assert.deepEqual(read, printed(session));
    });

  it('nodeinfo: what virsh printed', async () => {
    const session = named('nodeinfo');
    const info = await replay(session, 'NODE_GET_INFO', (client) => client.nodeInfo());
    const lines = printed(session);
    assert.deepEqual(
      [info.model, info.cpus, info.mhz, info.sockets, info.cores, info.threads, info.nodes].map(String),
      [
        lines['CPU model'],
        lines['CPU(s)'],
        lines['CPU frequency'],
        lines['CPU socket(s)'],
        lines['Core(s) per socket'],
        lines['Thread(s) per core'],
        lines['NUMA cell(s)'],
      ],
    );
    assert.equal(String(info.memoryKib), lines['Memory size']);
  });
});

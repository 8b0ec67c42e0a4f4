import assert from 'node:assert/strict';
import { mkdtemp, mkdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { ConnectError, LibvirtError, open, VIR_CODE, type LibvirtClient } from '@virtscope/libvirt';
import { systemClock } from '../model/clock.ts';
import { startDemo } from './mod.ts';
import { failure } from './test-demo.ts';
import { listen } from './wire/server.ts';

const options = { guests: 3, seed: 1, calm: true, latencyUs: 0 };

/** A user's folder of sockets with a demo that listens under these names of libvirt's. */
async function startSession(...names: string[]) {
  const runtime = await mkdtemp(join(tmpdir(), 'virtscope-demo-test-'));
  const folder = join(runtime, 'libvirt');
  await mkdir(folder);
  const paths = names.map((name) => join(folder, name));
  const server = await listen(paths, options, systemClock);
  return {
    /** As a client finds the daemon of a user. */
    connect: (query = '') =>
      open(`qemu:///session${query}`, { uid: 1000, environment: { XDG_RUNTIME_DIR: runtime } }),
    async [Symbol.asyncDispose]() {
      await server.close();
      await rm(runtime, { recursive: true });
    },
  };
}

async function guestsOf(opening: Promise<LibvirtClient>): Promise<number> {
  await using client = await opening;
  return (await client.listAllDomains()).length;
}

describe('the demo under the names of libvirt’s sockets', () => {
  it('is found as the modular daemon, and as the monolithic one where there is no other', async () => {
    for (const name of ['virtqemud-sock', 'libvirt-sock']) {
      await using session = await startSession(name);
      assert.equal(await guestsOf(session.connect()), 3, name);
      const [other, own] = name === 'libvirt-sock' ? ['direct', 'legacy'] : ['legacy', 'direct'];
      assert.equal(await guestsOf(session.connect(`?mode=${own}`)), 3, name);
      assert.ok((await failure(session.connect(`?mode=${other}`))) instanceof ConnectError, name);
    }
  });

  it('refuses on a read-only socket what would change a guest, whatever the client asks for', async () => {
    const demo = await startDemo({ guests: 3, calm: true });
    try {
      for (const name of ['virtqemud-sock', 'libvirt-sock'])
        for (const suffix of ['', '-ro']) {
          const socket = join(dirname(demo.socket), `${name}${suffix}`);
          const uri = `qemu:///system?socket=${encodeURIComponent(socket)}`;
          await using client = await open(uri, { readOnly: false });
          const set = client.setMemoryStatsPeriod(await client.lookupByName('web-01'), 5);
          if (suffix === '') await set;
          else {
            const refused = await failure<LibvirtError>(set);
            assert.equal(refused.virCode, VIR_CODE.OPERATION_DENIED, socket);
          }
        }
    } finally {
      await demo.stop();
    }
  });

  it('has both daemons’ sockets in one folder, where the modular one comes first', async () => {
    const demo = await startDemo({ guests: 3, calm: true });
    const runtime = await mkdtemp(join(tmpdir(), 'virtscope-demo-test-'));
    await symlink(dirname(demo.socket), join(runtime, 'libvirt'));
    try {
      const environment = { XDG_RUNTIME_DIR: runtime };
      for (const query of ['', '?mode=direct', '?mode=legacy'])
        assert.equal(await guestsOf(open(`qemu:///session${query}`, { uid: 1000, environment })), 3, query);
    } finally {
      await demo.stop();
      await rm(runtime, { recursive: true });
    }
  });
});

it('a demo with a name of its own has a UUID of its own, the same each time', async () => {
  const uuidOf = async (host?: string): Promise<string> => {
    const demo = await startDemo({ guests: 1, ...(host !== undefined && { host }) });
    try {
      await using client = await open(demo.uri);
      assert.equal(await client.hostname(), host ?? 'virtscope-demo');
      return /<uuid>(.*)<\/uuid>/.exec(await client.capabilities())?.[1] ?? '';
    } finally {
      await demo.stop();
    }
  };
  const uuids = await Promise.all([uuidOf(), uuidOf('a'), uuidOf('b'), uuidOf('a')]);
  for (const uuid of uuids) assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
  assert.equal(new Set(uuids).size, 3);
  assert.equal(uuids[1], uuids[3]);
});

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { listen, OPENING } from '../../packages/libvirt/test/listen.ts';
import { hostId } from '../sources/host/mod.ts';
import { identifyThisHost } from './this-host.ts';

const uuid = '6d6f7264-0000-4000-8000-0000000000f0';

function capabilities(id: string): string {
  return `<capabilities>\n  <host>\n    <uuid>${id}</uuid>\n    <cpu/>\n  </host>\n</capabilities>`;
}

/** Identifies this machine, with a daemon that reports this UUID, without an answer, or without a daemon. */
async function identify(stateDir: string, reported: string | null | undefined) {
  const socket = join(stateDir, 'sock');
  const CONNECT_GET_CAPABILITIES = () => (reported ? { text: capabilities(reported) } : null);
  await using _daemon = await listen({ ...OPENING, CONNECT_GET_CAPABILITIES }, { path: socket });
  const stop = new AbortController();
  const uri = reported === undefined ? null : `qemu+unix:///system?socket=${encodeURIComponent(socket)}`;
  const identity = await identifyThisHost({
    stateDir,
    uri,
    signal: stop.signal,
    onCall: () => {},
    onError: (error) => assert.fail(String(error)),
  });
  stop.abort();
  return identity;
}

test('this machine is known by the UUID that libvirt reports, from the first time on that it does', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'virtscope-this-host-'));
  const own = { id: hostId(), aliases: [] };
  try {
    assert.deepEqual(await identify(directory, undefined), own);
    assert.deepEqual(await identify(directory, '00000000-0000-0000-0000-000000000000'), own);
    const known = { id: uuid, aliases: [hostId()] };
    assert.deepEqual(await identify(directory, uuid), known);
    assert.deepEqual(await identify(directory, undefined), known, 'without a daemon');
    assert.deepEqual(await identify(directory, uuid.replace('f0', 'f1')), known, 'with another UUID');
  } finally {
    await rm(directory, { recursive: true });
  }
});

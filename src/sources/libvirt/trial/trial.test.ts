import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import type { ProcedureName } from '@virtscope/libvirt/wire';
import type { Answers, FakeDaemon } from '../../../../packages/libvirt/test/fake-daemon.ts';
import { freshFolder, listen, OPENING, type Listening } from '../../../../packages/libvirt/test/listen.ts';
import { systemClock as clock } from '../../../model/clock.ts';
import { TEST_STEPS, type StepResult } from '../../../model/connection.ts';
import { answersOf, fakeVm } from '../test-daemon.ts';
import { tryConnection } from './trial.ts';

const sound: Answers = {
  ...answersOf(() => [fakeVm(1), fakeVm(2)]),
  CONNECT_LIST_ALL_DOMAINS: () => ({
    domains: [fakeVm(1), fakeVm(2)].map(({ name, uuid, id }) => ({ name, uuid, id })),
    count: 2,
  }),
};

/** `step outcome` of each, and what the one that failed says. */
function summary(results: readonly StepResult[]): { outcomes: string; failed: StepResult | null } {
  assert.deepEqual(
    results.map(({ step }) => step),
    [...TEST_STEPS],
  );
  const letters = { ok: '+', failed: '!', skipped: '-' };
  return {
    outcomes: results.map(({ outcome }) => letters[outcome]).join(''),
    failed: results.find(({ outcome }) => outcome === 'failed') ?? null,
  };
}

async function tryAll(uri: string): Promise<StepResult[]> {
  return Array.fromAsync(tryConnection(uri, { clock, signal: new AbortController().signal }));
}

/** Of a daemon on a port that answers so, and to one call with this error. */
async function tryRefusing(
  answers: Answers,
  name: ProcedureName,
  error: Parameters<FakeDaemon['fail']>[1],
): Promise<ReturnType<typeof summary>> {
  const { [name]: _, ...others } = answers;
  await using server = await listen(others);
  const results = tryAll(`qemu+tcp://127.0.0.1:${server.port}/system`);
  const daemon = await firstDaemon(server);
  daemon.fail(await daemon.call(name), error);
  return summary(await results);
}

async function firstDaemon({ daemons }: Listening): Promise<FakeDaemon> {
  while (!daemons[0]) await new Promise(setImmediate);
  return daemons[0];
}

describe('tryConnection', () => {
  it('ends with one poll, skips what the transport lacks, and leaves no connection open', async () => {
    await using server = await listen(sound);
    const results = await tryAll(`qemu+tcp://127.0.0.1:${server.port}/system`);
    assert.equal(summary(results).outcomes, '++--++++');
    assert.deepEqual(
      results.map(({ text }) => text?.replace(/\d+ ms/, 'n ms') ?? null),
      [null, null, null, null, null, null, null, '2 VMs in n ms'],
    );
    const daemon = await firstDaemon(server);
    await daemon.call('CONNECT_CLOSE');
    if (!daemon.stream.destroyed) await once(daemon.stream, 'close');
  });

  it('begins at the socket where that is on this machine', async () => {
    await using folder = await freshFolder();
    await using _server = await listen(sound, { path: `${folder.path}/sock` });
    const f = async (name: string) =>
      summary(await tryAll(`qemu+unix:///system?socket=${folder.path}/${name}`));
    assert.equal((await f('sock')).outcomes, '----++++');
    const { outcomes, failed } = await f('other');
    assert.equal(outcomes, '----!---');
    assert.match(failed?.text ?? '', /ENOENT/);
    assert.match(failed?.remedy ?? '', /systemctl start libvirtd/);
  });

  it('has a failure of each step, its sentence and what mends it', async () => {
    const f = (
      { outcomes, failed }: ReturnType<typeof summary>,
      want: string,
      text: RegExp,
      remedy: RegExp,
    ) => {
      assert.equal(outcomes, want);
      assert.match(failed?.text ?? '', text);
      assert.match(failed?.remedy ?? '', remedy);
    };
    f(summary(await tryAll('qemu+tcp://nosuch.invalid/system')), '!-------', /nosuch\.invalid/, /DNS/);
    f(summary(await tryAll('qemu+tcp://127.0.0.1:1/system')), '+!------', /ECONNREFUSED/, /qemu\+ssh/);
    const web = createServer().listen(0, '127.0.0.1');
    await once(web, 'listening');
    const { port } = web.address() as AddressInfo;
    f(summary(await tryAll(`qemu+tcp://127.0.0.1:${port}/system`)), '++--!---', /it speaks HTTP/, /port/);
    web.close();
    f(
      await tryRefusing({ ...sound, AUTH_LIST: () => ({ types: [2] }) }, 'AUTH_POLKIT', {
        code: 94,
        message: 'authentication unavailable: no polkit agent available',
      }),
      '++--+!--',
      /no polkit agent/,
      /usermod -aG libvirt/,
    );
    f(
      await tryRefusing({ ...sound, AUTH_LIST: () => ({ types: [2] }) }, 'AUTH_POLKIT', {
        code: 1,
        message: 'internal error: Unable to get system bus connection',
      }),
      '++--+!--',
      /system bus/,
      /^start dbus and polkit/,
    );
    f(
      await tryRefusing(sound, 'CONNECT_OPEN', { code: 88, message: 'access denied' }),
      '++--++!-',
      /access denied/,
      /access_drivers/,
    );
    const poll = await tryRefusing(sound, 'CONNECT_GET_ALL_DOMAIN_STATS', { code: 1, message: 'broken' });
    assert.deepEqual([poll.outcomes, poll.failed?.text], ['++--+++!', 'broken']);
  });

  it('passes with a driver that has no bulk statistics', async () => {
    const error = { code: 3, message: 'this function is not supported by the connection driver' };
    assert.equal((await tryRefusing(sound, 'CONNECT_GET_ALL_DOMAIN_STATS', error)).outcomes, '++--++++');
  });

  it('gives each result as its step ends, and ends with its signal', async () => {
    const { CONNECT_OPEN: _, ...mute } = OPENING;
    await using server = await listen(mute);
    const left = new AbortController();
    const results = tryConnection(`qemu+tcp://127.0.0.1:${server.port}/system`, {
      clock,
      signal: left.signal,
    });
    const seen: string[] = [];
    await assert.rejects(async () => {
      for await (const { step } of results) {
        seen.push(step);
        if (step === 'polkit') left.abort(new Error('the reader left'));
      }
    }, /the reader left/);
    assert.equal(seen.at(-1), 'polkit');
    const { stream } = await firstDaemon(server);
    if (!stream.destroyed) await once(stream, 'close');
  });
});

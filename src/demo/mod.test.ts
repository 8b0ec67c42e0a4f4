import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { open } from '@virtscope/libvirt';
import { ControlError, startDemo } from './mod.ts';
import { failure } from './test-demo.ts';

const isMissing = { code: 'ENOENT' };

describe('main.ts', () => {
  it('takes commands by the line and ends with its input', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'virtscope-demo-test-'));
    const main = fileURLToPath(new URL('main.ts', import.meta.url));
    const socket = join(folder, 'sock');
    const args = [main, '--socket', socket, '--guests', '3', '--control'];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end('hang web-01\nhang web-01\ndance web-01\n');
    const said = await text(child.stdout);
    assert.match(
      said,
      /^ok\nCannot hang guest: it is hung already\nCannot phaseAfter "dance": commands are hang, wake,/,
    );
    await rm(folder, { recursive: true });
    assert.equal(child.exitCode ?? (await once(child, 'exit'))[0], 0);
  });
});

describe('startDemo', () => {
  it('serves guests in a process of its own, takes commands, and removes what it made', async () => {
    const demo = await startDemo({ guests: 5, seed: 3, calm: true });
    assert.notEqual(demo.pid, process.pid);
    assert.equal((await stat(dirname(demo.socket))).mode & 0o777, 0o700);
    assert.equal((await stat(demo.socket)).mode & 0o777, 0o600);
    const client = await open(demo.uri);
    const domain = await client.lookupByName('web-01');
    await demo.hang('web-01');
    const stuck = client.domainGetStats(domain);
    while ((await client.controlInfo(domain)).state === 0);
    await demo.wake('web-01');
    assert.ok((await stuck)!.params.length > 50);
    await demo.command('web-01', 'pause');
    assert.equal((await client.domainState(domain)).state, 3);
    const refused = await failure<ControlError>(demo.command('nobody', 'pause'));
    assert.ok(refused instanceof ControlError);
    assert.match(refused.message, /there is no such guest/);
    const lost = client.connection.closed;
    await Promise.all([demo.stop(), demo.stop()]);
    assert.equal((await lost).reason, 'peer');
    await assert.rejects(stat(dirname(demo.socket)), isMissing);
    assert.ok((await failure(demo.hang('web-01'))) instanceof Error);
  });

  it('breaks off its start by its signal, and continues once it has started', async () => {
    const [early, late] = [new AbortController(), new AbortController()];
    const starting = startDemo({ guests: 1, signal: early.signal });
    setImmediate(() => early.abort());
    await assert.rejects(starting, { name: 'AbortError' });
    await assert.rejects(startDemo({ guests: 1, signal: early.signal }), { name: 'AbortError' });
    const demo = await startDemo({ guests: 1, signal: late.signal });
    late.abort();
    await using client = await open(demo.uri);
    assert.equal((await client.listAllDomains()).length, 1);
    await demo.stop();
  });

  it('refuses a number of guests it cannot have', async () => {
    const message = 'Cannot start demo: --guests is 0, not a whole number from 1 to 10000';
    await assert.rejects(startDemo({ guests: 0 }), { message });
  });

  it('does not outlive the process that started it', async () => {
    const code = `
      const { startDemo } = await import(${JSON.stringify(new URL('mod.ts', import.meta.url).href)});
      const demo = await startDemo({ guests: 1 });
      console.log(demo.uri, demo.socket);
      setInterval(() => {}, 1000);
    `;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const first = once(parent.stdout.setEncoding('utf8'), 'data');
    const [line] = (await Promise.race([first, once(parent, 'exit')])) as [unknown];
    assert.ok(typeof line === 'string', 'the parent has started its demo');
    const [uri = '', socket = ''] = line.trim().split(' ');
    const client = await open(uri);
    parent.kill('SIGKILL');
    assert.equal((await client.connection.closed).reason, 'peer');
    // Removing its folder is the last thing it does.
    const folder = dirname(socket);
    while (await stat(folder).catch(() => null)) await new Promise((resolve) => setImmediate(resolve));
  });
});

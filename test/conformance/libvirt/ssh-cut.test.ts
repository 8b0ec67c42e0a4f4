/** What a dying or hostile ssh can do to the frames: the reader gets the whole ones and the reason, and no more is kept. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { ConnectionClosedError, open, SshError, type CloseReason } from '@virtscope/libvirt';
import { encodeFrame, FrameSplitter, procedures } from '@virtscope/libvirt/wire';
import * as fc from 'fast-check';
import { Connection } from '../../../packages/libvirt/src/connection.ts';
import { SshChannel } from '../../../packages/libvirt/src/ssh/channel.ts';
import { parseUri } from '../../../packages/libvirt/src/uri.ts';
import { FakeProcess } from '../../../packages/libvirt/test/fake-process.ts';
import { freshFolder } from '../../../packages/libvirt/test/listen.ts';
import { ManualTimers } from '../../../packages/libvirt/test/manual-timers.ts';
import { eventually } from '../../program.ts';
import { sessions } from './sessions.ts';

const { ssh: target } = parseUri('qemu+ssh://scope@h1/system');
/** What a daemon sent in each recorded session. */
const recorded = sessions()
  .map(({ replies }) => replies.map(({ bytes }) => bytes))
  .map((frames) => ({ frames, bytes: Buffer.concat(frames) }))
  .filter(({ frames }) => frames.length > 0);

describe('frames that an ssh cuts', () => {
  it('arrive as far as they are whole, wherever it ends and however they are divided', async () => {
    const cut = fc.record({
      session: fc.constantFrom(...recorded),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      pieces: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
      exitCode: fc.constantFrom(0, 1, 255),
    });
    await fc.assert(
      fc.asyncProperty(cut, async ({ session: { bytes, frames }, at, pieces, exitCode }) => {
        const length = Math.floor(at * bytes.length);
        const process = new FakeProcess();
        const channel = new SshChannel(process.child, target!, new ManualTimers());
        const splitter = new FrameSplitter();
        const received: Uint8Array[] = [];
        channel.on('data', (chunk: Buffer) => splitter.push(chunk, (frame) => received.push(frame)));
        const failed = once(channel, 'error') as Promise<[SshError]>;
        const ends = [...pieces.map((share) => Math.floor(share * length)).toSorted((a, b) => a - b), length];
        let from = 0;
        for (const end of ends) {
          process.stdout.write(bytes.subarray(from, end));
          from = end;
        }
        process.exit(exitCode);
        const [error] = await failed;
        assert.ok(error instanceof SshError);
        const whole = wholeFrames(frames, length);
        assert.equal(received.length, whole);
        assert.ok(received.every((frame, n) => Buffer.compare(frame, frames[n]!) === 0));
        assert.ok(splitter.capacity <= 2 * bytes.length);
        assert.ok(channel.destroyed && channel.readableLength === 0);
      }),
      { numRuns: 10_000 },
    );
  });

  it('reject what waits, whatever the bytes are', async () => {
    const reasons = new Set<CloseReason>();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 8 }), async (chunks) => {
        const process = new FakeProcess();
        const timers = new ManualTimers();
        const channel = new SshChannel(process.child, target!, timers);
        const connection = new Connection(channel, { timers });
        const waiting = connection.call('CONNECT_GET_HOSTNAME', undefined).catch((error: unknown) => error);
        for (const chunk of chunks) process.stdout.write(chunk);
        process.exit(255);
        const error = await waiting;
        assert.ok(error instanceof ConnectionClosedError, String(error));
        reasons.add(error.reason);
        assert.equal(timers.waiting, 0);
      }),
      { numRuns: 1000 },
    );
    assert.deepEqual([...reasons].toSorted(), ['protocol', 'transport']);
  });

  it('that do not come for half a minute end the connection and the process', async () => {
    const process = new FakeProcess();
    const timers = new ManualTimers();
    const channel = new SshChannel(process.child, target!, timers);
    const connection = new Connection(channel, { timers });
    const waiting = connection.call('CONNECT_GET_HOSTNAME', undefined, { deadlineMs: Infinity });
    const rejected = assert.rejects(waiting, ConnectionClosedError);
    timers.advance(30_000);
    assert.equal((await connection.closed).reason, 'keepalive');
    await rejected;
    assert.ok(channel.destroyed);
    // What is left waits for the process to end.
    assert.equal(timers.waiting, 1);
    process.exit(0);
    assert.equal(timers.waiting, 0);
  });

  it('by a program in the place of ssh are an error of opening, and no process is left', async () => {
    await using folder = await freshFolder();
    const bytes = beginning();
    await writeFile(`${folder.path}/bytes`, bytes);
    const programs = [
      'exit 255',
      'kill -9 $$',
      // It never ends, not even when it is asked to.
      'trap "" TERM; exec >&-; while :; do sleep 100; done',
    ];
    for (const [program, end] of programs.entries()) {
      const command = `${folder.path}/ssh-${program}`;
      // The port of the URI, its second argument, is where it cuts.
      const script = `#!/bin/sh\nhead -c "$(($2 - 1))" ${folder.path}/bytes\n${end}\n`;
      await writeFile(command, script, { mode: 0o755 });
      const ports = Array.from({ length: 30 }, (_, n) => 1 + ((n * 37) % bytes.length));
      const opened = ports.map((port) =>
        assert.rejects(
          open(`qemu+ssh://h1:${port}/system?command=${encodeURIComponent(command)}`, { deadlineMs: 60_000 }),
          SshError,
        ),
      );
      await Promise.all(opened);
    }
    const left = async () =>
      execFileSync('ps', ['-eo', 'args=', '-ww'], { encoding: 'utf8' }).split(folder.path);
    await eventually(left, ({ length }) => length === 1, 30, 'no process left');
  });
});

function wholeFrames(frames: readonly Uint8Array[], length: number): number {
  let end = 0;
  return frames.filter((frame) => (end += frame.length) <= length).length;
}

/** The answer to the first call, and a part of a frame of a megabyte. */
function beginning(): Buffer {
  const { program, number, reply } = procedures.AUTH_LIST;
  const header = { program, version: 1, procedure: number, type: 1, serial: 1, status: 0 };
  const long = Buffer.alloc(200);
  long.writeUInt32BE(1_048_576);
  return Buffer.concat([encodeFrame(header, reply, { types: [0] }), long]);
}

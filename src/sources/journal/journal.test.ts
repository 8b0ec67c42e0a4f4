import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Notifier } from '../../lib/async/notifier.ts';
import type { Line } from '../../model/streams/line.ts';
import { Journal } from './mod.ts';

/** A journalctl that notes what it is asked, prints what stands in a file for this run, and ends where the file says so. */
const program = `
  const { appendFileSync, existsSync, readFileSync } = require('node:fs');
  const [directory, ...args] = process.argv.slice(1);
  const asked = directory + '/asked';
  const run = existsSync(asked) ? readFileSync(asked, 'utf8').split('\\n').length - 1 : 0;
  appendFileSync(asked, JSON.stringify(args) + '\\n');
  const file = directory + '/run' + run;
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  process.stdout.write(text);
  if (text.endsWith('END\\n')) { process.stderr.write('the disk is on fire\\n'); process.exitCode = 1; }
  else setInterval(() => {}, 1000);
`;

describe('Journal', () => {
  let directory: string;
  let lines: Line[];
  const read = new Notifier();
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'virtscope-journal-'));
    lines = [];
  });
  // A program that is being ended may still write there.
  afterEach(() => rmSync(directory, { recursive: true, maxRetries: 5 }));

  const entry = (i: number, text: string, journal = 'a'): string =>
    `${JSON.stringify({ __CURSOR: `s=${journal};i=${i.toString(16)};b=0`, __REALTIME_TIMESTAMP: '1795214825290240', MESSAGE: text })}\n`;
  const prints = (run: number, ...texts: string[]): void =>
    writeFileSync(join(directory, `run${run}`), texts.join(''));
  const asked = (): string[][] =>
    readFileSync(join(directory, 'asked'), 'utf8').trim().split('\n').map((text) => JSON.parse(text) as string[]); // prettier-ignore
  function open(
    units: readonly string[] | null,
    command = [process.execPath, '-e', program, directory],
  ): Journal {
    const journal = new Journal({
      units,
      command,
      clock: { sleep: () => setImmediate() },
      onLine: (line) => {
        lines.push(line);
        read.notify();
      },
      onError: (error) => assert.fail(String(error)),
    });
    journal.start();
    return journal;
  }
  async function got(count: number): Promise<(readonly [string, number | null])[]> {
    while (lines.length < count) await read.next;
    return lines.map(({ text, missed }) => [text, missed] as const);
  }

  it('counts the entries that are missing where all are read, over restarts too', async () => {
    prints(0, entry(9, 'a'), entry(10, 'b'), entry(13, 'c'), 'END\n');
    prints(1, entry(114, 'd'), entry(5, 'e', 'other'), entry(115, 'f'));
    using journal = open(null);
    assert.deepEqual(await got(6), [['a', 0], ['b', 0], ['c', 2], ['d', 100], ['e', null], ['f', 0]]); // prettier-ignore
    const [first = [], second = []] = asked();
    assert.ok(first.includes('--lines=0') && !first.some((arg) => arg.startsWith('--unit')));
    assert.ok(second.includes('--after-cursor=s=a;i=d;b=0') && second.includes('--no-tail'));
    assert.equal(journal.status().reason, null);
  });

  it('counts only what cannot be read where some units are asked for', async () => {
    prints(0, entry(9, 'a'), entry(20, 'b'), 'no JSON\n', '{}\n', entry(30, 'c'));
    using _journal = open(['libvirtd.service', 'ssh.service']);
    assert.deepEqual(await got(3), [['a', 0], ['b', 0], ['c', 2]]); // prettier-ignore
    assert.deepEqual(asked()[0]?.filter((arg) => arg.startsWith('--unit')), ['--unit=libvirtd.service', '--unit=ssh.service']); // prettier-ignore
  });

  it('does not know what is missing where it ended before the first entry', async () => {
    prints(0, 'END\n');
    prints(1, entry(9, 'a'), entry(10, 'b'));
    using _journal = open(['libvirtd.service']);
    assert.deepEqual(await got(2), [['a', null], ['b', 0]]); // prettier-ignore
  });

  it('says why it cannot read', async () => {
    using absent = open(null, [join(directory, 'journalctl')]);
    while (absent.status().reason === null) await setImmediate();
    assert.deepEqual(absent.status(), {
      source: 'journal',
      files: null,
      reason: 'journalctl is not installed',
    });
    for (let run = 0; run < 50; run++) prints(run, 'END\n');
    using failing = open(null);
    while (failing.status().reason === null) await setImmediate();
    assert.equal(failing.status().reason, 'the disk is on fire');
  });
});

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { systemClock as clock } from '../../../src/model/clock.ts';
import type { Line } from '../../../src/model/streams/line.ts';
import { Journal } from '../../../src/sources/journal/mod.ts';
import { eventually } from '../../program.ts';
import { isMissing, OwnJournald } from './own-journald.ts';

describe("systemd's journal", { skip: isMissing() }, () => {
  let daemon: OwnJournald;
  let journal: Journal;
  let lines: Line[];
  beforeEach(async () => {
    lines = [];
    daemon = new OwnJournald();
    await daemon.start();
    journal = new Journal({
      units: null,
      clock,
      onLine: (line) => lines.push(line),
      onError: (error) => assert.fail(String(error)),
      command: daemon.journalctl,
    });
    journal.start();
    // What is written before it follows is not read.
    await eventually(
      () => {
        daemon.log('MESSAGE=ready\n');
        return Promise.resolve(lines);
      },
      (all) => all.length > 0,
      10,
      'the first entry',
    );
  });
  afterEach(async () => {
    journal[Symbol.dispose]();
    await daemon[Symbol.asyncDispose]();
  });

  const line = (text: string): Promise<Line> =>
    eventually(
      () => Promise.resolve(lines.find((each) => each.text === text)),
      (found) => found !== undefined,
      60,
      text,
    ) as Promise<Line>;
  const missed = (): number => lines.reduce((sum, each) => sum + (each.missed ?? Number.NaN), 0);

  it('is read whatever an entry has', async () => {
    daemon.log('MESSAGE=plain\nPRIORITY=3\nSYSLOG_IDENTIFIER=me\n');
    const { severity, unit, source, time } = await line('plain');
    assert.deepEqual([severity, unit, source], [3, 'me', 'journal']);
    assert.ok(Math.abs(time - Date.now()) < 600_000);
    daemon.log('MESSAGE=\u001b[31mred\u202e\n');
    assert.ok(!(await line('\u001b[31mred\u202e')).escaped);
    daemon.log(Buffer.from('MESSAGE=a\xff\\\n', 'latin1'));
    assert.ok((await line('a\\xff\\\\')).escaped);
    daemon.log(`MESSAGE=${'x'.repeat(10_000)}\n`);
    assert.ok(!(await line('x'.repeat(10_000))).cut);
    daemon.log('MESSAGE=one\nMESSAGE=two\n');
    assert.ok(await Promise.race([line('one\ntwo'), line('two\none')]));
    assert.equal(missed(), 0);
  });

  it('goes on behind the last entry when journalctl was killed', async () => {
    daemon.signal('SIGKILL');
    daemon.logLines(['while it is away', 'and again']);
    await line('and again');
    assert.equal(lines.filter(({ text }) => text === 'while it is away').length, 1);
    assert.equal(missed(), 0);
  });

  it('has a gap of the size of what was deleted before it was read', async () => {
    daemon.signal('SIGSTOP');
    const total = 40_000;
    const pad = 'x'.repeat(600);
    daemon.logLines([...Array.from({ length: total }, (_, i) => `${i} ${pad}`), 'the end']);
    daemon.signal('SIGCONT');
    await line('the end');
    const numbers = lines
      .filter(({ text }) => text.endsWith(pad))
      .map(({ text }) => Number.parseInt(text, 10));
    assert.ok(numbers.every((number, i) => i === 0 || number > (numbers[i - 1] ?? 0)));
    const missing = total - numbers.length;
    assert.ok(missing > 0, 'nothing was deleted: the test shows nothing');
    // What journald says of its own files may be missing too.
    assert.ok(missed() >= missing && missed() <= missing + 100, `${missed()} of ${missing}`);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { printable } from '../printable.ts';
import { widthOf } from './cell.ts';
import { inventory, makeReading, makeScene, plainView, tableTime } from './fixture.ts';
import { colourlessPaint, colourPaint } from './paint.ts';
import { render, renderOnce, type Scene } from './render.ts';

/** Lines without the blanks at their ends. */
function screen(scene: Scene, columns: number, rows: number): string[] {
  const { lines } = render(scene, { columns, rows });
  assert.equal(lines.length, rows);
  for (const line of lines) assert.ok(widthOf(line) <= columns, line);
  return lines.map((line) => line.trimEnd());
}

describe('render()', () => {
  it('shows a summary, groups, titles and one line for each VM', () => {
    assert.deepEqual(screen(makeScene(inventory), 90, 10), [
      'virtscope  08:00:00 UTC  5 VMs: 2 running, 1 shutoff, 1 stuck, 1 paused  every 5 s',
      '                               ──── memory ───── ──── disk ───── ─── network ───',
      'NAME       STATE    %CPU STEAL in guest  on host  read/s write/s    rx/s    tx/s  AGE',
      'web        running   182   0.4  512 MiB  1.1 GiB  1.2 MB   890 B 12.3 kB  1.0 MB   2s',
      'db         running  50.0   0.0 96.0 MiB  300 MiB     0 B     0 B  5.0 GB     0 B   2s',
      '東京-1     paused    0.0     -        -  2.0 GiB       -       -       -       -   2s',
      'hung       stuck       -     -        - 40.0 MiB       -       -   100 B   100 B  92s',
      'off        shutoff     -     -        -        -       -       -       -       -   2s',
      '',
      'sorted by cpu                                                     ? keys  / filter  q quit',
    ]);
  });

  it('leaves the least needed columns out where there is no room', () => {
    const titles = (columns: number): string => screen(makeScene(inventory), columns, 10)[2] ?? '';
    assert.equal(
      titles(80),
      'NAME       STATE    %CPU in guest  on host  read/s write/s    rx/s    tx/s  AGE',
    );
    assert.equal(titles(78), 'NAME       STATE    %CPU in guest  read/s write/s    rx/s    tx/s  AGE');
    assert.equal(titles(60), 'NAME       STATE    %CPU  read/s write/s    rx/s    tx/s');
    assert.equal(titles(40), 'NAME       STATE    %CPU    rx/s    tx/s');
    assert.equal(titles(39), 'NAME       STATE    %CPU');
    assert.equal(titles(12), 'NAME');
    assert.equal(titles(3), 'NA…');
  });

  it('lets names grow into the room there is, and no further than they need', () => {
    const vms = [{ name: 'a-name-of-twenty-four-ch', cpu: 1 }];
    const row = (columns: number): string => screen(makeScene(vms), columns, 6)[3] ?? '';
    assert.match(row(90), /^a-name-of-twen… running /);
    assert.match(row(200), /^a-name-of-twenty-four-ch running /);
  });

  it('shows why a VM is in trouble where there is room for it', () => {
    const lines = screen(makeScene(inventory), 110, 10);
    assert.match(lines[2] ?? '', / AGE WHY$/);
    assert.match(lines[6] ?? '', /^hung .* 92s QEMU does not answer$/);
    const well = inventory.filter(({ condition }) => !condition);
    assert.match(screen(makeScene(well), 110, 10)[2] ?? '', / AGE$/);
  });

  it('scrolls, and never past the end', () => {
    const many = Array.from({ length: 50 }, (_, i) => ({ name: `vm${String(i).padStart(2, '0')}` }));
    const names = (scroll: number): string[] =>
      screen(makeScene(many, { scroll, sort: 'name' }), 80, 7)
        .slice(3, -1)
        .map((line) => line.slice(0, 4));
    assert.deepEqual(names(0), ['vm00', 'vm01', 'vm02']);
    assert.deepEqual(names(20), ['vm20', 'vm21', 'vm22']);
    assert.deepEqual(names(Infinity), ['vm47', 'vm48', 'vm49']);
    const { scroll, page } = render(makeScene(many, { scroll: Infinity }), { columns: 80, rows: 7 });
    assert.deepEqual({ scroll, page }, { scroll: 47, page: 3 });
  });

  it('shows what was filtered, reversed, frozen, lost and down, and that it is a demo', () => {
    const scene: Scene = {
      ...makeScene(inventory, { filter: 'web', reverse: true, isFrozen: true }),
      isDemo: true,
      notes: ['libvirt (qemu:///system) is down: no answer'],
      lost: { reason: 'connect ECONNREFUSED', seconds: 130 },
      behind: 3,
    };
    assert.deepEqual(screen(scene, 100, 8), [
      'virtscope  DEMO: no real VM is shown  08:00:00 UTC  5 VMs: 2 running, 1 shutoff, 1 stuck, 1 paused …',
      'no connection for 2m, trying again: connect ECONNREFUSED',
      'libvirt (qemu:///system) is down: no answer',
      '                               ──── memory ───── ──── disk ───── ─── network ───',
      'NAME       STATE    %CPU STEAL in guest  on host  read/s write/s    rx/s    tx/s  AGE WHY',
      'web        running   182   0.4  512 MiB  1.1 GiB  1.2 MB   890 B 12.3 kB  1.0 MB   2s',
      '',
      'sorted by cpu (reversed)  filter "web": 1 of 5  FROZEN, 3 behind               space goes on  q quit',
    ]);
  });

  it('shows the filter while it is typed', () => {
    const lines = screen(makeScene(inventory, { filter: 'we', isTyping: true }), 80, 10);
    assert.equal(lines.at(-1), '/we▏');
  });

  it('shows the keys', () => {
    const lines = screen(makeScene(inventory, { isHelp: true }), 80, 24);
    assert.ok(lines.includes('  c              sort by processor time'));
    assert.equal(lines.at(-1), 'any key goes back, q quits');
  });

  it('shows that there is nothing yet, and that there are no VMs', () => {
    assert.equal(
      screen({ ...makeScene([]), reading: null }, 80, 5)[0],
      'virtscope  waiting for the first answer',
    );
    assert.equal(screen(makeScene([]), 80, 5)[0], 'virtscope  08:00:00 UTC  no VMs  every 5 s');
  });

  it('fills any terminal exactly and gives it nothing to obey, whatever the names', () => {
    const name = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constant('\u001B[2J\u009B\r\n\u202E'),
    );
    const size = fc.record({
      columns: fc.integer({ min: 1, max: 120 }),
      rows: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(
        fc.array(name, { maxLength: 9 }),
        name,
        name,
        size,
        (names, filter, note, { columns, rows }) => {
          const vms = names.map((one) => ({ name: one, state: one }));
          const scene = { ...makeScene(vms, { filter }), notes: [note], lost: { reason: note, seconds: 1 } };
          const { lines } = render(scene, { columns, rows });
          assert.equal(lines.length, rows);
          for (const line of lines) {
            assert.equal(printable(line), line);
            assert.ok(widthOf(line) <= columns, line);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('renderOnce()', () => {
  it('prints every VM with its whole name where nothing limits the width', () => {
    const vms = [
      { name: `long-${'x'.repeat(60)}`, cpu: 0.1 },
      { name: 'b', cpu: 0.2 },
    ];
    const lines = renderOnce(makeReading(vms), plainView, Infinity);
    assert.equal(lines.length, 4);
    assert.match(lines[2] ?? '', /^b {65}running /);
    assert.match(lines[3] ?? '', /^long-x{60} running /);
  });

  it('paints states and what is unknown, without colours where none are wanted', () => {
    const reading = makeReading([
      {
        name: 'hung',
        condition: {
          kind: 'stuck',
          since: tableTime,
          atLeast: false,
          age: 90,
          reason: 'QEMU does not answer',
        },
      },
    ]);
    const colour = renderOnce(reading, plainView, 80, colourPaint).join('\n');
    assert.ok(colour.includes('\u001B[31mstuck  \u001B[39m'));
    const colourless = renderOnce(reading, plainView, 80, colourlessPaint).join('\n');
    assert.ok(!colourless.includes('\u001B[3'));
    assert.ok(colourless.includes('\u001B[7m'));
  });
});

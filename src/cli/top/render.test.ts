import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { printable } from '../printable.ts';
import { widthOf } from '../terminal/cell.ts';
import { inventory, makeReading, makeScene, tableTime } from './fixture.ts';
import { colourlessPaint, colourPaint } from '../terminal/paint.ts';
import { render, renderOnce, type Scene } from './render.ts';
import { initialView } from './view.ts';

/** Lines without the blanks at their ends. */
function screen(scene: Scene, columns: number, rows: number): string[] {
  const { lines } = render(scene, { columns, rows });
  assert.equal(lines.length, rows);
  for (const line of lines) assert.ok(widthOf(line) <= columns, line);
  return lines.map((line) => line.trimEnd());
}

const healthy = inventory.filter(({ name }) => name !== 'hung');
const widths = [40, 60, 80, 120];

describe('render()', () => {
  it('shows a summary, groups, titles and one line for each VM', () => {
    assert.deepEqual(screen(makeScene(inventory), 90, 12), [
      'virtscope  08:00:00 UTC  5 VMs: 2 running, 1 off, 1 not answering, 1 paused  every 5 s',
      '                                    ──── memory ───── ──── disk ───── ─── network ───',
      'NAME       STATE          %CPU VCPU in guest     size  read/s write/s    rx/s    tx/s',
      'hung       not answering     -    -        -        -       -       -   800 b   800 b',
      '  QEMU does not answer',
      'web        running         182    4  512 MiB  1.0 GiB  1.2 MB   890 B 98.8 kb  8.0 Mb',
      'db         running          50    - 96.0 MiB        -     0 B     0 B 40.0 Gb     0 b',
      '東京-1     paused            0    -        -        -       -       -       -       -',
      '  paused by a user',
      'off        off               -    -        -        -       -       -       -       -',
      '',
      '5 VMs  sorted by cpu                                              ? keys  / filter  q quit',
    ]);
  });

  it('leaves the least needed columns out where there is no room', () => {
    const titles = (columns: number): string => screen(makeScene(healthy), columns, 10)[2] ?? '';
    assert.equal(
      titles(102),
      'NAME       STATE    %CPU VCPU %STEAL in guest     size  on host  read/s write/s    rx/s    tx/s    AGE',
    );
    assert.equal(
      titles(80),
      'NAME       STATE    %CPU VCPU in guest     size  read/s write/s    rx/s    tx/s',
    );
    assert.equal(titles(78), 'NAME       STATE    %CPU  read/s write/s    rx/s    tx/s WHY');
    assert.equal(titles(60), 'NAME       STATE    %CPU  read/s write/s    rx/s    tx/s');
    assert.equal(titles(40), 'NAME       STATE    %CPU    rx/s    tx/s');
    assert.equal(titles(39), 'NAME       STATE    %CPU');
    assert.equal(titles(12), 'NAME');
    assert.equal(titles(3), 'NA…');
  });

  it('lets names grow into the room there is, and no further than they need', () => {
    const vms = [{ name: 'a-name-of-twenty-four-ch', cpu: 1 }];
    const row = (columns: number): string => screen(makeScene(vms), columns, 6)[3] ?? '';
    assert.match(row(90), /^a-name-of-twe… running /);
    assert.match(row(200), /^a-name-of-twenty-four-ch running /);
  });

  it('shows why a VM is in trouble or paused: in the last column, in more lines where it is narrow, below where it is not there', () => {
    const reason = 'paused by an I/O error: vda has no space left';
    const condition = { kind: 'failed', since: tableTime, atLeast: false, age: 2, reason } as const;
    const vms = [{ name: 'cache', state: 'paused', condition }, { name: 'web' }];
    const lines = (columns: number): string[] => screen(makeScene(vms), columns, 9).slice(2, -1);
    const [titles, wide] = lines(150);
    assert.match(titles ?? '', / AGE WHY$/);
    assert.match(wide ?? '', /^cache .* 2 s paused by an I\/O error: vda has no space left$/);
    const [, first, second, third] = lines(130);
    assert.match(first ?? '', / 2 s paused by an I\/O error: vda$/);
    assert.equal(second?.trim(), 'has no space left');
    assert.equal(second?.indexOf('has'), first?.indexOf('paused by'));
    assert.match(third ?? '', /^web /);
    for (const columns of [120, 80, 60, 47]) {
      const [title, row, below] = lines(columns);
      assert.doesNotMatch(title ?? '', /WHY/);
      assert.match(row ?? '', /^cache /);
      assert.equal(below, `  ${reason}`);
    }
    assert.deepEqual(lines(30).slice(2, 4), ['  paused by an I/O error: vda', '  has no space left']);
    const well = inventory.filter(({ condition: trouble, state }) => !trouble && state !== 'paused');
    assert.match(screen(makeScene(well), 150, 10)[2] ?? '', / AGE$/);
  });

  it('counts what is shown, and names a sort column that is not', () => {
    const many = Array.from({ length: 40 }, (_, i) => ({ name: `vm${i}`, cpu: i }));
    const last = (view: Parameters<typeof makeScene>[1], columns = 80, rows = 16): string =>
      (screen(makeScene(many, view), columns, rows).at(-1) ?? '').replace(/ {2,}\?.*/, '');
    assert.equal(last({}), '1–12 of 40 VMs  sorted by cpu');
    assert.equal(last({ scroll: 5 }), '6–17 of 40 VMs  sorted by cpu');
    assert.equal(last({}, 80, 60), '40 VMs  sorted by cpu');
    assert.equal(last({ applied: 'vm3', filter: 'vm3' }), '11 of 40 VMs  sorted by cpu  filter vm3');
    assert.equal(
      last({ applied: 'vm', filter: 'vm', sort: 'name' }),
      '1–12 of 40 VMs  sorted by name  filter vm',
    );
    assert.equal(last({ sort: 'steal' }), '1–12 of 40 VMs  sorted by steal, which has no room');
    assert.equal(last({ sort: 'steal', reverse: true }, 120), '1–12 of 40 VMs  sorted by steal, reversed');
    assert.equal(last({ sort: 'disk' }), '1–12 of 40 VMs  sorted by disk, which is read + write');
  });

  it('shortens its first line in steps and cuts none of them', () => {
    const first = (columns: number, isDemo: boolean, vms = inventory): string =>
      screen({ ...makeScene(vms), isDemo }, columns, 8)[0] ?? '';
    const states = '5 VMs: 2 running, 1 off, 1 not answering, 1 paused';
    const steps = new Map([
      [120, `virtscope  DEMO: no real VM is shown  08:00:00 UTC  ${states}  every 5 s`],
      [110, `virtscope  DEMO: no real VM is shown  08:00:00 UTC  ${states}`],
      [100, `virtscope  DEMO  08:00:00 UTC  ${states}`],
      [80, `DEMO  08:00:00 UTC  ${states}`],
      [60, 'DEMO  08:00:00 UTC  5 VMs: 1 not answering'],
      [40, 'DEMO  5 VMs: 1 not answering'],
      [24, 'DEMO  5 VMs: 1 not ok'],
    ]);
    for (const [columns, line] of steps) assert.equal(first(columns, true), line, `${columns}`);
    assert.equal(first(40, false, healthy), '08:00:00 UTC  4 VMs');
    assert.equal(first(14, true, healthy), 'DEMO  4 VMs');
  });

  it('cuts nothing but names at 40, 60, 80 and 120 columns', () => {
    const kinds = ['stuck', 'failed', 'busy', 'unreachable'] as const;
    const reason = 'paused by an I/O error: vda has no space left';
    const many = Array.from({ length: 10_000 }, (_, i) => {
      const kind = kinds[i % 5];
      const condition = kind && ({ kind, since: tableTime, atLeast: false, age: 0, reason } as const);
      return { name: `vm${i}`, state: ['running', 'paused', 'pmsuspended'][i % 3] ?? '', cpu: 400, ...(condition && { condition }) }; // prettier-ignore
    });
    const scenes: Scene[] = [
      makeScene(many, { sort: 'disk', reverse: true }),
      makeScene(many, { sort: 'steal', isFrozen: true }),
      makeScene(many, { sort: 'why', applied: 'vm1', filter: 'vm1' }),
      {
        ...makeScene(many),
        isDemo: true,
        notes: ['libvirt (qemu+ssh://root@rack17.example.org/system) is down: the host does not answer'],
        lost: { reason: 'Cannot reach http://10.11.12.13:8478: connect ECONNREFUSED', seconds: 9, isRefused: false }, // prettier-ignore
      },
      { ...makeScene(many), reading: null, isDemo: true },
    ];
    for (const columns of widths) {
      for (const scene of scenes) {
        for (const line of screen(scene, columns, 24)) assert.doesNotMatch(line, /…/, `${columns}`);
      }
    }
    for (const columns of widths.slice(1)) {
      const help = screen(makeScene(many, { isHelp: true }), columns, 36).join('\n');
      assert.match(help.replaceAll(/\s+/g, ' '), /cpu>80%; Enter keeps it, Esc clears it/);
    }
  });

  it('scrolls to the last row also where rows take several lines', () => {
    const paused = Array.from({ length: 9 }, (_, i) => ({ name: `vm${i}`, state: 'paused' }));
    const scene = makeScene(paused, { scroll: Infinity, sort: 'name' });
    const { lines, scroll, page } = render(scene, { columns: 60, rows: 9 });
    assert.deepEqual([scroll, page], [7, 2]);
    assert.match(lines[5] ?? '', /^vm8 /);
    assert.match(lines[6] ?? '', /^ {2}paused, it is not known why/);
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
      ...makeScene(inventory, { filter: 'web', applied: 'web', reverse: true, isFrozen: true }),
      isDemo: true,
      notes: ['libvirt (qemu:///system) is down: no answer'],
      lost: { reason: 'connect ECONNREFUSED', seconds: 130, isRefused: false },
      behind: 3,
    };
    assert.deepEqual(screen(scene, 100, 8), [
      'virtscope  DEMO  08:00:00 UTC  5 VMs: 2 running, 1 off, 1 not answering, 1 paused',
      'no connection for 2 min, trying again: connect ECONNREFUSED',
      'libvirt (qemu:///system) is down: no answer',
      '                                    ──── memory ───── ──── disk ───── ─── network ───',
      'NAME       STATE          %CPU VCPU in guest     size  read/s write/s    rx/s    tx/s    AGE',
      'web        running         182    4  512 MiB  1.0 GiB  1.2 MB   890 B 98.8 kb  8.0 Mb    2 s',
      '',
      '1 of 5 VMs  sorted by cpu, reversed  FROZEN, 3 behind  filter web              space goes on  q quit',
    ]);
  });

  it('shows what a server refuses in its own words', () => {
    const reason = 'status 400, Cannot answer a table: 65 columns, at most 64';
    const scene = { ...makeScene(inventory), lost: { reason, seconds: 3, isRefused: true } };
    assert.equal(screen(scene, 100, 10)[1], `no values for 3 s, trying again: ${reason}`);
  });

  it('shows the filter while it is typed', () => {
    const typed = (filter: string, applied: string): string | undefined =>
      screen(makeScene(inventory, { filter, applied, isTyping: true }), 80, 10).at(-1);
    assert.equal(typed('we', 'we'), '/we▏  1 of 5 VMs  sorted by cpu');
    assert.equal(
      typed('cpuu>3', ''),
      '/cpuu>3▏  nothing is called "cpuu", did you mean cpu: is, name, id, host, sourc…',
    );
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
          const scene = {
            ...makeScene(vms, { filter, applied: filter }),
            notes: [note],
            lost: { reason: note, seconds: 1, isRefused: false },
          };
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
    const lines = renderOnce(makeReading(vms), initialView, '', Infinity);
    assert.equal(lines.length, 5);
    assert.equal(lines[4], '2 VMs  sorted by cpu');
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
    const colour = renderOnce(reading, initialView, '', 80, colourPaint).join('\n');
    assert.ok(colour.includes('\u001B[31mnot answering\u001B[39m'));
    const colourless = renderOnce(reading, initialView, '', 80, colourlessPaint).join('\n');
    assert.ok(!colourless.includes('\u001B[3'));
    assert.ok(colourless.includes('\u001B[7m'));
  });
});

import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { eventually, startProgram, type Program } from '../program.ts';

/** Debian's libfaketime, in the directory of whatever architecture this is. */
const library = readdirSync('/usr/lib')
  .map((name) => `/usr/lib/${name}/faketime/libfaketimeMT.so.1`)
  .find((path) => existsSync(path));
const skip = library ? false : 'libfaketime is not installed';

const config = 'interval: 500ms\nhistory: {archives: {host: "2m 2s:1h", VM: "2m", source: "2m"}}\n';
const args = ['--no-demo', '--libvirt', 'none'];
const queries = ['start=-100&step=0.5', 'start=-100&step=2'];

interface History {
  readonly start: number;
  readonly step: number;
  readonly data: readonly (number | null)[];
  readonly reasons?: readonly unknown[];
}
interface Status {
  readonly now: number;
  readonly history: { condition: { kind: string; reason: string } | null; repairs: unknown[] };
}

/** A machine with a clock that is set while its program runs. */
class FakedMachine {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async make(): Promise<FakedMachine> {
    const machine = new FakedMachine(await mkdtemp(join(tmpdir(), 'virtscope-faketime-')));
    await machine.set(0);
    return machine;
  }

  /** Sets the clock so many seconds ahead of the right one. */
  async set(seconds: number): Promise<void> {
    await writeFile(this.#offset, `${seconds < 0 ? '' : '+'}${seconds}\n`);
  }

  start(): Promise<Program> {
    return startProgram(args, config, join(this.#folder, 'state'), {
      LD_PRELOAD: library ?? '',
      FAKETIME_TIMESTAMP_FILE: this.#offset,
      FAKETIME_NO_CACHE: '1',
      DONT_FAKE_MONOTONIC: '1',
    });
  }

  get #offset(): string {
    return join(this.#folder, 'offset');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Known values of this machine's CPU by the end of their row, of each query. */
async function rowsOf(program: Program): Promise<Map<string, number>> {
  const rows = new Map<string, number>();
  const [host] = await program.json<{ id: string }[]>('/metrics/host');
  if (!host) return rows;
  for (const query of queries) {
    const { start, step, data } = await program.json<History>(
      `/metrics/host/${host.id}/cpu.usage/history?${query}`,
    );
    for (const [i, value] of data.entries()) {
      if (value !== null) rows.set(`${step} ${start + (i + 1) * step}`, value);
    }
  }
  return rows;
}

const condition = async (program: Program): Promise<string> =>
  (await program.json<Status>('/status')).history.condition?.kind ?? 'ok';

/** Waits for so many known rows more than there were. */
function grown(program: Program, before: number, what: string): Promise<Map<string, number>> {
  return eventually(
    () => rowsOf(program),
    ({ size }) => size >= before,
    20,
    what,
  );
}

it(
  'the program has every row again after its clock was ten years behind, in 1970 at a start, and a year ahead',
  { skip },
  async () => {
    await using machine = await FakedMachine.make();
    await using first = await machine.start();
    const known = await grown(first, 8, 'rows of the right clock');
    const stillKnown = async (program: Program, when: string): Promise<void> => {
      const now = await rowsOf(program);
      for (const [row, value] of known) assert.equal(now.get(row), value, `${row} ${when}`);
      for (const [row, value] of now) known.set(row, value);
    };

    await machine.set(-315_360_000);
    await eventually(() => condition(first), (kind) => kind === 'clock-behind', 10, 'a clock behind'); // prettier-ignore
    const { history } = await first.json<Status>('/status');
    assert.match(history.condition?.reason ?? '', /^the clock is 3153\d+ s behind the newest row$/);
    assert.deepEqual(history.repairs, []);
    await machine.set(0);
    await grown(first, known.size + 3, 'rows of the right clock again');
    assert.equal(await condition(first), 'ok');
    await stillKnown(first, 'after ten years back');
    await first.stop();

    await machine.set(-Math.floor(Date.now() / 1000) + 90);
    await using second = await machine.start();
    await eventually(() => condition(second), (kind) => kind === 'clock-behind', 10, 'a clock in 1970'); // prettier-ignore
    await machine.set(0);
    await grown(second, known.size + 3, 'rows after a boot in 1970');
    await stillKnown(second, 'after a boot in 1970');
    const { events } = await second.json<{ events: { time: number; kind: string }[] }>('/events?id=virtscope&start=-100'); // prettier-ignore
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['virtscope-started', 'virtscope-stopped', 'virtscope-started'],
    );

    await machine.set(31_536_000);
    await eventually(() => second.json<Status>('/status'), ({ now }) => now > Date.now() / 1000 + 3e7, 10, 'a clock ahead'); // prettier-ignore
    await grown(second, 3, 'rows of the clock ahead');
    await machine.set(0);
    await eventually(() => condition(second), (kind) => kind === 'clock-behind', 10, 'newer rows'); // prettier-ignore
    await stillKnown(second, 'after a year ahead');
  },
);

import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { eventually, startProgram, type Program } from '../program.ts';

interface Answer {
  readonly start: number;
  readonly step: number;
  readonly data: readonly (number | null)[];
}

interface Status {
  readonly history: { readonly repairs: readonly { readonly file: string }[] };
}

const config = 'interval: 500ms\nhistory: {archives: {host: "2m 2s:1h", VM: "2m", source: "2m"}}\n';
const args = ['--no-demo', '--libvirt', 'none'];

/** Known values of this machine's CPU up to a time by the end of their row, of both lengths. */
async function rowsOf(program: Program, id: string, until: number): Promise<Map<string, number>> {
  const rows = new Map<string, number>();
  for (const step of [0.5, 2]) {
    const path = `/metrics/host/${id}/cpu.usage/history?start=${until - 60}&end=${until}&step=${step}`;
    const { start, data } = await program.json<Answer>(path);
    for (const [i, value] of data.entries())
      if (value !== null) rows.set(`${step} ${start + i * step}`, value);
  }
  return rows;
}

it('a history with a bit that flipped is served without a wrong value, and the damage is reported', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'virtscope-damage-'));
  try {
    const [whole, state] = [join(folder, 'whole'), join(folder, 'state')];
    const first = await startProgram(args, config, whole);
    const hosts = await eventually(
      () => first.json<{ id: string }[]>('/metrics/host'),
      ({ length }) => length > 0,
      20,
      'a host',
    );
    const { id } = hosts[0]!;
    const now = (): number => Math.floor(Date.now() / 2000) * 2;
    await eventually(
      () => rowsOf(first, id, now()),
      (rows) => [...rows.keys()].filter((key) => key.startsWith('2 ')).length >= 3,
      30,
      'three rows of 2 s',
    );
    const until = now();
    await first.stop();
    const serve = async (work: (program: Program) => Promise<void>): Promise<void> => {
      await using program = await startProgram(args, config, state);
      // Without its line of the catalogue the host is known again from the first poll on.
      await eventually(
        () => program.json<{ id: string }[]>('/metrics/host'),
        ({ length }) => length > 0,
        20,
        'the host',
      );
      await work(program);
      await program.stop();
      await rm(state, { recursive: true });
    };
    let wanted = new Map<string, number>();
    await cp(whole, state, { recursive: true });
    await serve(async (program) => {
      wanted = await rowsOf(program, id, until);
      assert.ok(wanted.size > 6, String(wanted.size));
      assert.deepEqual((await program.json<Status>('/status')).history.repairs, []);
    });
    const files = (await readdir(join(whole, 'history'), { recursive: true })).filter((name) =>
      /^host\/\d+\/|^host\/(series\.log|state)$|^catalogue/.test(name),
    );
    assert.ok(files.length >= 5, files.join());
    for (const name of files) {
      await cp(whole, state, { recursive: true });
      const path = join(state, 'history', name);
      const bytes = await readFile(path);
      bytes[bytes.length >> 1]! ^= 4;
      await writeFile(path, bytes);
      await serve(async (program) => {
        for (const [key, value] of await rowsOf(program, id, until)) {
          // Longer rows may be made again of fewer points.
          if (key.startsWith('0.5 ')) assert.equal(value, wanted.get(key), `${name} at ${key}`);
        }
        // What a block has of a series is looked at when that series is read, and some come after the first poll.
        await eventually(
          async () => {
            for (const step of [0.5, 2])
              await program.json(`/metrics/host/${id}/history?start=${until - 60}&end=${until}&step=${step}`);
            return (await program.json<Status>('/status')).history;
          },
          ({ repairs }) => repairs.some(({ file }) => file === path),
          20,
          `the damage of ${name}`,
        );
      });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** Kills a writer so many times at random moments and checks after every other: `main.ts [KILLS]`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kill } from './kill.ts';
import { CALLS } from './killing-files.ts';
import { killAndCheck } from './loop.ts';

/** Half of all kills come at any moment, the others in a call of each kind. */
function randomKill(_: unknown, i: number): Kill {
  const call = CALLS[(i >> 1) % CALLS.length]!;
  const part = [0, Math.random(), 1][Math.floor(Math.random() * 3)]!;
  return {
    afterMs: i % 2 === 0 ? Math.random() * 400 : 2000,
    call: i % 2 === 0 ? null : { call, after: Math.floor(Math.random() * 12), part },
    sync: i % 8 === 0,
  };
}

const kills = Array.from({ length: Number(process.argv[2] ?? 200) }, randomKill);
const directory = await mkdtemp(join(tmpdir(), 'rrd-kill-'));
const { where } = await killAndCheck(directory, kills, ({ kills: done, rows, cells, repairs }) => {
  process.stdout.write(`${done} kills, ${rows} rows, ${cells} cells equal, ${repairs} torn ends repaired\n`);
});
for (const [place, count] of [...where].sort(([a], [b]) => (a < b ? -1 : 1))) {
  process.stdout.write(`${count} in: ${place}\n`);
}
await rm(directory, { recursive: true });

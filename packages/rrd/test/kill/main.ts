/** Kills a writer so many times at random moments and checks after each: `main.ts [KILLS]`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from './checker.ts';
import { writeAndKill } from './kill.ts';

const kills = Number(process.argv[2] ?? 200);
const directory = await mkdtemp(join(tmpdir(), 'rrd-kill-'));
let cells = 0;
let repairs = 0;
let newestMs = 0;
for (let kill = 1; kill <= kills; kill += 1) {
  const acknowledgedMs = await writeAndKill(directory, Math.random() * 400, kill % 8 === 0);
  newestMs = Math.max(newestMs, acknowledgedMs);
  // Every other time the next writer finds the directory as it was left.
  if (kill % 2 === 1 && kill < kills) continue;
  const checked = await check(directory, newestMs);
  cells += checked.cells;
  repairs += checked.repairs;
  process.stdout.write(
    `${kill} kills, newest row ${newestMs}, ${cells} cells equal, ${repairs} torn ends repaired\n`,
  );
}
await rm(directory, { recursive: true });

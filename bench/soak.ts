/**
 * The running program over an hour: `npm run bench -- soak [--minutes 60] [--guests 2000]`. Memory, open files and
 * turns of its loop, minute by minute, while one reader of each kind uses it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startWatched } from './loop/server.ts';
import { startReaders } from './soak/readers.ts';
import { cells, drift, headings, sampleOf, type SoakSample } from './soak/sample.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, guests: { type: 'string', default: '2000' } },
});
const minutes = Number(values.minutes);
const state = mkdtempSync(join(tmpdir(), 'virtscope-soak-'));
const main = join(import.meta.dirname, '../src/main.ts');
const line = ['serve', '--listen', '127.0.0.1:0', '--state', state, '--demo', values.guests];
const server = await startWatched(main, line);
const readers = startReaders(server.url);
const samples: SoakSample[] = [];
try {
  console.log(headings);
  // The first minute is start-up: its turns are those of compiling and of the first list of guests.
  for (let minute = 0; minute <= minutes; minute++) {
    if (minute > 0) await new Promise((resolve) => setTimeout(resolve, 60_000));
    const sample = sampleOf(minute, server.child.pid ?? 0, await server.turns(), readers.counts());
    samples.push(sample);
    console.log(cells(sample));
  }
} finally {
  await readers.stop();
  console.log(`SIGTERM answered in ${Math.round(await server.stop())} ms`);
  rmSync(state, { recursive: true, force: true });
}
console.log(`last quarter beside the second: ${drift(samples)}`);

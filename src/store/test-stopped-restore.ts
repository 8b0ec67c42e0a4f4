/**
 * Restores a copy of a history once for each call that it makes of the file system, which never comes back from that call and
 * those after it, as in a process that is killed; prints what is there each time: `test-stopped-restore.ts COPY FOLDER`.
 */
import fs, { existsSync, readdirSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { restoreHistory } from './mod.ts';

const [copy, folder] = process.argv.slice(2) as [string, string];
let [left, stop] = [Infinity, (): void => {}];

type Calls = Record<string, (...args: never[]) => unknown>;

/** Replaces calls by ones that are counted; those that come too late do what `late` does. */
function count(calls: Calls, names: readonly string[], late: () => unknown): void {
  for (const name of names) {
    const call = calls[name]!;
    calls[name] = (...args) => {
      left -= 1;
      if (left >= 0) return call(...args);
      stop();
      return late();
    };
  }
}

const promised = ['copyFile', 'mkdir', 'open', 'readdir', 'rename', 'rm'];
count(fs.promises as unknown as Calls, promised, () => new Promise(() => {}));
count(fs as unknown as Calls, ['mkdirSync'], () => {
  throw new Error('stopped');
});
syncBuiltinESMExports();

const seen: string[][] = [];
for (let call = 0; ; call += 1) {
  const stateDir = join(folder, String(call));
  left = Infinity;
  await fs.promises.mkdir(stateDir);
  left = call;
  const stopped = new Promise<'stopped'>((resolve) => {
    stop = () => resolve('stopped');
  });
  const outcome = await Promise.race([stopped, restoreHistory(copy, stateDir).then(() => 'done')]);
  left = Infinity;
  const isThere = existsSync(join(stateDir, 'history'));
  seen.push(isThere ? readdirSync(join(stateDir, 'history')).toSorted() : []);
  // A second one finishes what the first left, where that did not come to its end.
  if (!isThere) await restoreHistory(copy, stateDir);
  if (outcome === 'done') break;
}
process.stdout.write(JSON.stringify(seen));

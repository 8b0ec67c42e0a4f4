/**
 * Takes and gives back a lock as its parent asks, `lock-starter.ts PATH [CALL]`: 'take' is answered with 'taken' or 'locked';
 * the process kills itself in its file call of that number.
 */
import { LockedError, nodeFiles, type Files } from '../src/mod.ts';
import { takeLock } from '../src/storage/disk/lock.ts';

const [path, given] = process.argv.slice(2) as [string, string?];
let left = Number(given ?? Infinity);

const killing = new Proxy(nodeFiles, {
  get:
    (target, name: keyof Files) =>
    (...args: never[]): Promise<unknown> => {
      left -= 1;
      if (left === -1) process.kill(process.pid, 'SIGKILL');
      return (target[name] as (...rest: never[]) => Promise<unknown>)(...args);
    },
});

let unlock: (() => Promise<void>) | null = null;
process.on('message', (message: 'take' | 'release') => {
  const done = message === 'take' ? take() : release();
  done.then(
    (answer) => process.send!(answer),
    (error: unknown) => process.send!(String((error as Error).stack)),
  );
});
process.on('disconnect', () => process.exit());

async function take(): Promise<string> {
  try {
    unlock = await takeLock(killing, path);
    return 'taken';
  } catch (error) {
    if (error instanceof LockedError) return 'locked';
    throw error;
  }
}

async function release(): Promise<string> {
  await unlock?.();
  unlock = null;
  return 'released';
}

import { runInBackground } from '../lib/async/background.ts';
import type { Connections, ReloadResult } from '../model/connection.ts';
import { InputError } from '../model/error.ts';
import { reportBug } from './report.ts';

/**
 * Reads the files again at every SIGHUP. Where a terminal is attached the signal ends the program, as it ends every other
 * when its terminal is closed.
 */
export function listenForReload(connections: Pick<Connections, 'reload'>): Disposable {
  if (process.stdin.isTTY || process.stdout.isTTY) return { [Symbol.dispose]: () => undefined };
  const reload = (): void => runInBackground(reloaded(connections), (error) => reportBug(error, 'reload'));
  process.on('SIGHUP', reload);
  return { [Symbol.dispose]: () => void process.off('SIGHUP', reload) };
}

async function reloaded(connections: Pick<Connections, 'reload'>): Promise<void> {
  try {
    for (const line of describe(await connections.reload())) console.log(`virtscope: ${line}`);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    console.error(`virtscope: the configuration is as before: ${error.message}`);
  }
}

/** What a reload changed, a sentence each. */
export function describe({ added, removed, changed, restart }: ReloadResult): string[] {
  const lines = [
    ...added.map((id) => `reads ${id} too`),
    ...changed.map((id) => `reads ${id} as it is configured now`),
    ...removed.map((id) => `reads ${id} no more`),
    ...restart.map((key) => `${key} is in effect after a restart`),
  ];
  return lines.length > 0 ? lines : ['the configuration is as before'];
}

import { runInBackground } from '../lib/async/background.ts';
import type { Connections } from '../model/connection.ts';
import { InputError } from '../model/error.ts';
import { reloadLines } from '../model/text/reload.ts';
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
    for (const line of reloadLines(await connections.reload())) console.log(`virtscope: ${line}`);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    console.error(`virtscope: the configuration is as before: ${error.message}`);
  }
}

import { runInBackground } from '../lib/async/background.ts';
import type { Connections } from '../model/connection.ts';
import { InputError } from '../model/error.ts';
import { reloadLines } from '../model/text/reload.ts';
import type { OwnLog } from './own-log.ts';

/**
 * Reads the files again at every SIGHUP. Where a terminal is attached the signal ends the program, as it ends every other
 * when its terminal is closed.
 */
export function listenForReload(connections: Pick<Connections, 'reload'>, log: OwnLog): Disposable {
  if (process.stdin.isTTY || process.stdout.isTTY) return { [Symbol.dispose]: () => undefined };
  const reload = (): void => runInBackground(reloaded(connections, log), (error) => log.bug('reload', error));
  process.on('SIGHUP', reload);
  return { [Symbol.dispose]: () => void process.off('SIGHUP', reload) };
}

async function reloaded(connections: Pick<Connections, 'reload'>, log: OwnLog): Promise<void> {
  try {
    for (const line of reloadLines(await connections.reload())) log.info(line);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    log.error(`the configuration is as before: ${error.message}`);
  }
}

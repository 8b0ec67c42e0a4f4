import { join } from 'node:path';
import { closeConnections, expectOk } from '../http.ts';
import { freePort } from '../../../test/free-port.ts';
import type { Question, System } from '../system.ts';
import { createWorker } from '../worker.ts';
import { METRICS, STEP_MS, timeOf, uuidOf, type Fleet } from '../workload.ts';

/** Our database called by a loop: every row is awaited, that is, it survives kill -9 before the next is made. */
export function createOurs(fleet: Fleet, parent: string, rows: number): System {
  const directory = join(parent, `ours-${rows}`);
  const options = JSON.stringify({ fleet, directory, rows });
  return createWorker({
    name: `virtscope's database, ${rows} rows of 5 s kept`,
    directory,
    command: [process.execPath, 'bench/store/ours/ours-worker.ts', options],
  });
}

/** The database behind the store and the API, asked by HTTP for JSON or for columns of doubles. */
export async function createOurServer(
  fleet: Fleet,
  parent: string,
  { rows, form }: { rows: number; form: 'json' | 'columns' },
): Promise<System> {
  const directory = join(parent, `ours-${form}`);
  const port = await freePort();
  const options = JSON.stringify({ fleet, directory, rows, port });
  const worker = createWorker({
    name: `virtscope, ${rows} rows of 5 s kept, ${form === 'json' ? 'JSON' : 'binary'} answers`,
    directory,
    command: [process.execPath, 'bench/store/ours/ours-server.ts', options],
  });
  return {
    ...worker,
    async ask(question, times, tick) {
      const took: number[] = [];
      for (let i = 0; i < times; i++) {
        const url = `http://127.0.0.1:${port}/metrics/VM${addressOf(question, fleet, tick, (i * 37) % fleet.vms)}&format=${form}`;
        took.push((await expectOk(url)).ms);
      }
      return took;
    },
    async kill() {
      await worker.kill();
      closeConnections();
    },
  };
}

function addressOf(question: Question, fleet: Fleet, tick: number, vm: number): string {
  const end = timeOf(fleet, tick) / 1000;
  switch (question) {
    case 'a':
      return `/${uuidOf(vm)}/history?start=${end - 600}&end=${end}&step=${STEP_MS / 1000}`;
    case 'b':
      return `/history?metrics=${METRICS[vm % METRICS.length]}&start=${end - 3600}&end=${end}&step=60`;
    case 'c':
      return `?columns=${METRICS.join(',')}`;
    default:
      return question satisfies never;
  }
}

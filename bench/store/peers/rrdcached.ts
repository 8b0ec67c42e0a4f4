import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { RRAS, SOURCES } from './librrd.ts';
import { program } from '../packages.ts';
import { end, launch, occupied } from '../process.ts';
import type { System } from '../system.ts';
import { METRICS, STEP_MS, readFleet, timeOf, type Fleet } from '../workload.ts';

/** Ticks between two writes of all files: rrdcached's default of 300 s. */
const FLUSH_TICKS = 60;

/** rrdcached with a journal, one file a VM, one sample of each series in an update. */
export function createRrdcached(fleet: Fleet, parent: string): System {
  const directory = join(parent, 'rrdcached');
  const [files, journal, socket] = ['files', 'journal', 'socket'].map((name) => join(directory, name)) as [string, string, string]; // prettier-ignore
  const read = readFleet(fleet);
  let child: ChildProcess | undefined;
  let talk: Conversation | undefined;

  const say = async (line: string): Promise<string[]> => {
    if (!talk) throw new Error('Cannot ask rrdcached: it is not started');
    return talk.say(line);
  };
  const flush = async (): Promise<void> => {
    await say('FLUSHALL');
    for (;;) {
      const stats = await say('STATS');
      if (stats.includes('QueueLength: 0')) return;
      await setTimeout(20);
    }
  };
  const update = (tick: number): string => {
    const values = read(tick);
    const seconds = timeOf(fleet, tick) / 1000;
    let text = 'BATCH\n';
    for (let vm = 0; vm < fleet.vms; vm++) {
      text += `UPDATE ${vm}.rrd ${seconds}:${values.subarray(vm * METRICS.length, (vm + 1) * METRICS.length).join(':')}\n`;
    }
    return `${text}.`;
  };
  const stop = async (): Promise<void> => {
    talk?.close();
    if (child) await end(child, 'SIGKILL');
  };

  return {
    name: 'rrdcached with journal',
    door: 'Unix socket',
    async start() {
      await mkdir(files, { recursive: true });
      await mkdir(journal, { recursive: true });
      const args = `-g -B -w 300 -f 3600 -t 2 -R -l unix:${socket} -b ${files} -j ${journal} -p ${socket}.pid`;
      await rm(`${socket}.pid`, { force: true });
      child = launch(program('rrdcached'), args.split(' '), join(parent, 'rrdcached.log'));
      talk = await untilConnected(socket);
      if (existsSync(join(files, '0.rrd'))) return child.pid ?? 0;
      const begin = timeOf(fleet, -1) / 1000;
      for (let vm = 0; vm < fleet.vms; vm++) {
        await say(`CREATE ${vm}.rrd -s ${STEP_MS / 1000} -b ${begin} ${[...SOURCES, ...RRAS].join(' ')}`);
      }
      return child.pid ?? 0;
    },
    async ingest(from, to) {
      for (let tick = from; tick < to; tick++) {
        const [errors = ''] = (await talk?.batch(update(tick))) ?? [];
        if (!errors.startsWith('0 ')) throw new Error(`Cannot update with rrdcached: ${errors}`);
        if (tick % FLUSH_TICKS === FLUSH_TICKS - 1) await flush();
      }
    },
    async ask(question, times, tick) {
      if (question !== 'a') return null;
      const took: number[] = [];
      const until = timeOf(fleet, tick) / 1000;
      for (let i = 0; i < times; i++) {
        const begun = performance.now();
        await say(`FETCH ${(i * 37) % fleet.vms}.rrd AVERAGE ${until - 600} ${until - 5}`);
        took.push(performance.now() - begun);
      }
      return took;
    },
    async found(from, to) {
      let newest = Number.POSITIVE_INFINITY;
      for (let vm = 0; vm < fleet.vms; vm++) {
        await say(`FLUSH ${vm}.rrd`);
        const [last = ''] = await say(`LAST ${vm}.rrd`);
        newest = Math.min(newest, Number(last.split(' ')[1]));
      }
      return Math.max(0, Math.min(to, (newest * 1000 - fleet.startMs) / STEP_MS + 1) - from);
    },
    async settle() {
      await flush();
      return { bytes: await occupied(files), samples: null, besides: null };
    },
    kill: stop,
    async close() {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** rrdcached's protocol: a line of a number and words, and as many lines more as the number says. */
interface Conversation {
  say(line: string): Promise<string[]>;
  /** A text of many lines that are answered once, between two lines of the protocol itself. */
  batch(text: string): Promise<string[]>;
  close(): void;
}

async function untilConnected(path: string): Promise<Conversation> {
  for (let attempt = 0; ; attempt++) {
    const socket = connect(path);
    try {
      await once(socket, 'connect');
      return converse(socket);
    } catch (error) {
      if (attempt === 3000) throw error;
      await setTimeout(20);
    }
  }
}

function converse(socket: Socket): Conversation {
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const line = await lines.next();
    if (line.done) throw new Error('Cannot ask rrdcached: it closed the connection');
    return line.value;
  };
  const reply = async (): Promise<string[]> => {
    const first = await next();
    const all = [first];
    for (let rest = Number.parseInt(first, 10); rest > 0; rest--) all.push(await next());
    return all;
  };
  return {
    say(line) {
      socket.write(`${line}\n`);
      return reply();
    },
    async batch(text) {
      socket.write(`${text}\n`);
      await next();
      return reply();
    },
    close: () => socket.destroy(),
  };
}

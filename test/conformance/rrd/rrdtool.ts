import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';

/** Why the real rrdtool cannot be asked here, or false. */
export const noRrdtool: string | false =
  spawnSync('rrdtool', ['--version']).status === 0 ? false : 'rrdtool is not installed';

/** One `rrdtool -` process that answers commands in turn. */
export class Rrdtool implements AsyncDisposable {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #closed: Promise<void>;
  #answer = '';
  #waiting: PromiseWithResolvers<string> | null = null;

  /** `directory` is where its relative file names are. */
  constructor(directory: string) {
    this.#process = spawn('rrdtool', ['-'], {
      cwd: directory,
      env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' },
    });
    const closed = Promise.withResolvers<void>();
    this.#closed = closed.promise;
    this.#process.on('close', () => {
      this.#waiting?.reject(new Error('Cannot ask rrdtool: it ended'));
      closed.resolve();
    });
    this.#process.stdout.setEncoding('latin1').on('data', (text: string) => {
      this.#answer += text;
      const end = /^(?:OK u:.*|ERROR: .*)\n$/m.exec(this.#answer);
      if (!end) return;
      const answer = this.#answer.slice(0, end.index);
      this.#answer = '';
      if (end[0].startsWith('ERROR')) this.#waiting?.reject(new Error(end[0].trim()));
      else this.#waiting?.resolve(answer);
      this.#waiting = null;
    });
  }

  /** The output of one command. */
  ask(command: string): Promise<string> {
    this.#waiting = Promise.withResolvers<string>();
    this.#process.stdin.write(`${command}\n`);
    return this.#waiting.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.stdin.end();
    await this.#closed;
  }
}

/** What a dump says of one archive: a column a data source, oldest row first. */
export interface DumpedArchive {
  readonly cf: string;
  readonly pdpPerRow: number;
  readonly columns: readonly (readonly number[])[];
}

/** The archives in rrdtool's own dump, whose shape is known. */
export function dumpedArchives(dump: string): DumpedArchive[] {
  return [...dump.matchAll(/<rra>.*?<\/rra>/gs)].map(([rra]) => {
    const rows = [...rra.matchAll(/<row>(.*?)<\/row>/g)].map(([, row]) =>
      [...row!.matchAll(/<v>(.*?)<\/v>/g)].map(([, value]) => Number(value)),
    );
    return {
      cf: /<cf>(\w+)/.exec(rra)![1]!,
      pdpPerRow: Number(/<pdp_per_row>(\d+)/.exec(rra)![1]),
      columns: rows[0]!.map((_, column) => rows.map((row) => row[column]!)),
    };
  });
}

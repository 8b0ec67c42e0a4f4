import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../program.ts';

const daemon = '/lib/systemd/systemd-journald';
/** Its /run is its own: the machine's journal is neither read nor written. */
const setUp = `
  mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/journal /run/systemd/journald.conf.d &&
  printf '[Journal]\\nStorage=volatile\\nReadKMsg=no\\nRuntimeMaxUse=8M\\nRuntimeMaxFileSize=1M\\nRateLimitBurst=0\\n' \
    > /run/systemd/journald.conf.d/test.conf && exec ${daemon}`;

/** Why there can be no journal of one's own here; false where there can. */
export function isMissing(): string | false {
  if (!existsSync(daemon)) return `there is no ${daemon}`;
  const { status } = spawnSync('unshare', ['--mount', 'true']);
  return status !== 0 && 'no file system of its own can be made (unshare --mount)';
}

/** A systemd-journald with at most 8 MiB, and programs that see its journal. */
export class OwnJournald implements AsyncDisposable {
  readonly #directory = mkdtempSync(join(tmpdir(), 'virtscope-journald-'));
  readonly #daemon: ChildProcess = spawn('unshare', ['--mount', 'sh', '-c', setUp], { stdio: 'ignore' });

  /** The command of a journalctl, which notes its process before it runs. */
  get journalctl(): readonly string[] {
    const note = 'echo $$ > "$0"; exec "$@"';
    return ['sh', '-c', note, join(this.#directory, 'pid'), ...this.#inside('journalctl')];
  }

  async start(): Promise<void> {
    const isReady = (): boolean => this.#run('', 'test', '-S', '/run/systemd/journal/socket') === 0;
    await eventually(() => Promise.resolve(isReady()), Boolean, 10, 'journald');
  }

  /** Writes an entry: bytes of `KEY=value` lines. */
  log(fields: string | Buffer): void {
    this.#run(fields, 'logger', '--journald');
  }

  /** Writes each line as an entry. */
  logLines(lines: readonly string[]): void {
    this.#run(`${lines.join('\n')}\n`, 'systemd-cat', '--identifier=load');
  }

  /** Sends a signal to the journalctl that runs. */
  signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
    process.kill(Number(readFileSync(join(this.#directory, 'pid'), 'utf8')), name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#daemon.once('close', resolve));
    this.#daemon.kill();
    await ended;
    rmSync(this.#directory, { recursive: true });
  }

  #inside(...command: readonly string[]): readonly string[] {
    return ['nsenter', '--target', String(this.#daemon.pid), '--mount', ...command];
  }

  #run(input: string | Buffer, ...command: readonly string[]): number | null {
    const [program = '', ...args] = this.#inside(...command);
    return spawnSync(program, args, { input }).status;
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The real program, started as a user would, on a port of its own with a state directory of its own. */
export interface Program extends AsyncDisposable {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it printed so far. */
  output(): string;
  /** Ends it with SIGTERM and returns its exit code. */
  stop(): Promise<number | null>;
  /** Body of a GET as JSON; throws unless the status is 2xx. */
  json<T>(path: string, headers?: Record<string, string>): Promise<T>;
  text(path: string, headers?: Record<string, string>): Promise<string>;
}

/** Starts `virtscope serve`; `config` is written to a file of its own, and the state is its own unless given, `env` is added to ours. */
export async function startProgram(
  args: readonly string[],
  config = '',
  stateDir: string | null = null,
  env: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const folder = mkdtempSync(join(tmpdir(), 'virtscope-test-'));
  const file = join(folder, 'virtscope.yaml');
  writeFileSync(file, config);
  const line = [
    'src/main.ts',
    'serve',
    '--listen',
    '127.0.0.1:0',
    '--state',
    stateDir ?? join(folder, 'state'),
    '--config',
    file,
  ];
  const child = spawn(process.execPath, [...line, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const url = await new Promise<string>((resolve, reject) => {
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      const listening = /listening on (http:\/\/\S+)/.exec(output)?.[1];
      if (listening) resolve(listening);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const refuse = (code: number | null): void =>
      reject(new Error(`Cannot start the program: it ended with ${code}\n${output}`));
    ended.then(refuse, reject);
  }).catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> => {
    const response = await fetch(url + path, { headers });
    if (!response.ok) throw new Error(`Cannot get ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const stop = async (): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    const code = await ended;
    rmSync(folder, { recursive: true, force: true });
    return code;
  };
  return {
    url,
    child,
    output: () => output,
    stop,
    json: async <T>(path: string, headers?: Record<string, string>) =>
      (await (await get(path, headers)).json()) as T,
    text: async (path, headers) => (await get(path, headers)).text(),
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}

/** Asks again until the answer satisfies, and fails with the last one after `seconds`. */
export async function eventually<T>(
  ask: () => Promise<T>,
  satisfies: (answer: T) => boolean,
  seconds: number,
  what: string,
): Promise<T> {
  const until = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (performance.now() > until)
      throw new Error(`Cannot see ${what}: ${JSON.stringify(answer)?.slice(0, 2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

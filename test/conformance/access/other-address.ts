import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate, type TestCertificate } from '../../../src/auth/tls/test-certificate.ts';

/** Of RFC 2544, for networks of tests, four addresses for each process: runs of several checkouts do not meet. */
const net = `198.18.${(process.pid >> 6) & 255}`;
const HERE = `${net}.${(process.pid & 63) * 4 + 1}`;
const THERE = `${net}.${(process.pid & 63) * 4 + 2}`;

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: object;
}

/** The program in a network of its own, which this process reaches as another machine would: over TLS. */
export interface OtherAddress extends AsyncDisposable {
  readonly url: string;
  readonly folder: string;
  readonly stateDir: string;
  readonly child: ChildProcess;
  readonly files: { readonly cert: string; readonly key: string };
  /** The pair that is in the files now. */
  pair(): TestCertificate;
  /** Writes another pair into the files. */
  renew(): TestCertificate;
  /** What it printed so far. */
  output(): string;
  /** Asks over a connection of its own. */
  ask(path: string, options?: Asked): Promise<IncomingMessage>;
}

/** Why there can be no such network, or false. */
export function withoutNetwork(): string | false {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'a network namespace needs root on Linux';
  for (const [program, where] of [
    ['ip', 'iproute2'],
    ['openssl', 'openssl'],
  ] as const)
    // prettier-ignore
    if (spawnSync(program, ['version']).error) return `${program} is not installed (Debian: ${where})`;
  const name = `virtscope-try-${process.pid}`;
  const { status, stderr } = spawnSync('ip', ['netns', 'add', name], { encoding: 'utf8' });
  if (status !== 0) return `no network namespace can be made: ${stderr.trim()}`;
  ip('netns', 'del', name);
  return false;
}

/** Starts it with a configuration that follows `listen` and `tls`; `secret` is a file of its folder. */
export async function startElsewhere(config: string, secret: string): Promise<OtherAddress> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.adopt(mkdtempSync(join(tmpdir(), 'virtscope-elsewhere-')), (path) =>
    rmSync(path, { recursive: true }),
  );
  const network = `virtscope-${process.pid}`;
  const device = `vsa${process.pid}`.slice(0, 15);
  ip('netns', 'add', network);
  opened.defer(() => ip('netns', 'del', network));
  ip('link', 'add', device, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', network);
  ip('addr', 'add', `${HERE}/30`, 'dev', device);
  ip('link', 'set', device, 'up');
  ip('-n', network, 'addr', 'add', `${THERE}/30`, 'dev', 'eth0');
  for (const each of ['lo', 'eth0']) ip('-n', network, 'link', 'set', each, 'up');

  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  let pair: TestCertificate;
  const renew = (): TestCertificate => {
    pair = makeCertificate({ names: [THERE, 'virtscope.example'] });
    writeFileSync(files.cert, pair.cert);
    writeFileSync(files.key, pair.key, { mode: 0o600 });
    return pair;
  };
  renew();
  const stateDir = join(folder, 'state');
  const file = join(folder, 'virtscope.yaml');
  const listen = `listen: ${THERE}:0\nstate: ${stateDir}\ntls: { certificate: cert.pem, key: key.pem }\n`;
  writeFileSync(file, listen + config.replaceAll('SECRET', join(folder, 'secret')));
  writeFileSync(join(folder, 'secret'), secret, { mode: 0o600 });
  const child = spawn(
    'ip',
    ['netns', 'exec', network, process.execPath, 'src/main.ts', 'serve', '--config', file],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  const ended = once(child, 'exit');
  opened.defer(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const url = await new Promise<string>((resolve, reject) => {
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      // The first token comes after it.
      const listening = /listening on (https:\/\/\S+)[^]*\n.*token.*\n/.exec(output)?.[1];
      if (listening) resolve(listening);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    ended.then(() => reject(new Error(`Cannot start the program: it ended\n${output}`)), reject);
  });
  const rest = opened.move();
  return {
    url,
    folder,
    stateDir,
    child,
    files,
    renew,
    pair: () => pair,
    output: () => output,
    async ask(path, { method = 'GET', json, headers } = {}) {
      const sent = { ...headers, ...(json && { 'content-type': 'application/json' }) };
      const request = https.request(url + path, { ca: pair.cert, agent: false, method, headers: sent });
      request.end(json && JSON.stringify(json));
      return ((await once(request, 'response')) as [IncomingMessage])[0];
    },
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}

/** The rest of a body. */
export async function textOf(message: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of message.setEncoding('utf8')) text += chunk as string;
  return text;
}

function ip(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('ip', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`Cannot run ip ${args.join(' ')}: ${stderr}`);
}

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connect } from 'node:tls';
import { routes, type Route } from '../../../src/api/routes.ts';
import { TokenFiles } from '../../../src/auth/mod.ts';
import { permits, ROLES, type Role } from '../../../src/model/access/role.ts';
import { freePort } from '../../free-port.ts';
import { eventually } from '../../program.ts';
import { startElsewhere, textOf, withoutNetwork, type OtherAddress } from './other-address.ts';

const planted = 'planted-remote-write-secret';
const config = `
interval: 1s
demo: { when: never }
libvirt: { uri: none }
remoteWrite: { url: "http://127.0.0.1:9/write", authorizationFile: SECRET }
`;

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program on this side of the network. */
async function run(
  program: string,
  args: readonly string[],
  { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {},
): Promise<Run> {
  const child = spawn(program, args, { env: { ...process.env, ...env } });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
  child.stdin.on('error', () => undefined).end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

const withoutPrometheus =
  spawnSync('prometheus', ['--version']).error !== undefined &&
  'prometheus is not installed (Debian: prometheus)';

const virtscope = (...args: string[]): Promise<Run> => run(process.execPath, ['src/main.ts', ...args]);

describe('a virtscope that another machine reaches', { skip: withoutNetwork() }, () => {
  let server: OtherAddress;
  let files: { readonly ca: string; readonly token: string };
  const tokens = {} as Record<Role | 'expired' | 'wrong', string>;
  /** All that was answered. */
  const answers: string[] = [];

  before(async () => {
    server = await startElsewhere(config, `Bearer ${planted}\n`);
    const { folder, stateDir } = server;
    files = { ca: join(folder, 'ca.pem'), token: join(folder, 'token') };
    writeFileSync(files.ca, server.pair().cert);
    const store = new TokenFiles(stateDir);
    const request = { purpose: null, createdBy: 'test', expiresAt: null } as const;
    for (const role of ROLES) tokens[role] = store.create({ ...request, role, note: role }, Date.now()).token;
    tokens.expired = store.create({ ...request, role: 'admin', note: 'old', expiresAt: 2 }, 1).token;
    tokens.wrong = `virtscope_${'A'.repeat(43)}`;
    writeFileSync(files.token, tokens.viewer, { mode: 0o600 });
    // The server looks at the directory at most once a second.
    const status = async () => (await ask('GET', '/status', tokens.viewer)).statusCode;
    await eventually(status, (code) => code === 200, 10, 'the token of a viewer in effect');
  });
  after(() => server?.[Symbol.asyncDispose]());

  async function ask(method: string, path: string, token: string | null): Promise<IncomingMessage> {
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    return server.ask(path, { method, headers, ...(method === 'POST' && { json: {} }) });
  }

  async function statusOf({ method, path }: Route, token: string | null): Promise<number> {
    const answer = await ask(method, path.replaceAll(/:\w+/g, 'nothing'), token);
    answers.push(JSON.stringify(answer.headers), await textOf(answer));
    return answer.statusCode ?? 0;
  }

  it('answers each route by the role of the token, and nothing that is not public without one', async () => {
    const expected = async (route: Route, role: Role | null, token: string | null): Promise<void> => {
      const status = await statusOf(route, token);
      const what = `${route.method} ${route.path} as ${role ?? 'no token'}: ${status}`;
      const identity = role && { role, purpose: null };
      if (permits(identity, route.need)) assert.ok(status !== 403 && (status !== 401 || role === null), what);
      else assert.equal(status, role === null ? 401 : 403, what);
    };
    for (const route of routes) {
      await expected(route, null, null);
      for (const role of ROLES) await expected(route, role, tokens[role]);
    }
    // Also where none is needed, but for what supervisors ask. Many of one address are put off.
    const probes = new Set(['/healthz', '/readyz']);
    for (const route of routes.filter(({ path }) => !probes.has(path)))
      for (const token of [tokens.wrong, tokens.expired])
        assert.match(String(await statusOf(route, token)), /^(401|429)$/, `${route.method} ${route.path}`);
  });

  it('speaks TLS 1.2 with forward secrecy and TLS 1.3, and nothing older', async () => {
    const { host } = new URL(server.url);
    const handshake = (...args: string[]): Promise<Run> =>
      run('openssl', ['s_client', '-connect', host, '-CAfile', files.ca, '-verify_return_error', ...args]);
    const f = async (args: string[], want: RegExp | null): Promise<void> => {
      const { code, out, err } = await handshake(...args);
      if (want === null) assert.notEqual(code, 0, args.join(' '));
      else assert.match(out, want, args.join(' ') + err);
    };
    const any = 'ALL:@SECLEVEL=0';
    await f(['-tls1_3'], /New, TLSv1\.3, Cipher is TLS_/);
    await f(['-tls1_2'], /Cipher is ECDHE-ECDSA-.*(GCM|CHACHA20)/);
    await f(['-tls1_2', '-cipher', any], /Cipher is ECDHE-ECDSA-.*(GCM|CHACHA20)/);
    await f(['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-SHA:AES128-SHA:@SECLEVEL=0'], null);
    await f(['-tls1_1', '-cipher', any], null);
    await f(['-tls1', '-cipher', any], null);
  });

  it('is scraped by Prometheus with a token in a file', { skip: withoutPrometheus }, async () => {
    const shipped = readFileSync('deploy/prometheus/prometheus-tls.yml', 'utf8');
    const own = shipped
      .replaceAll('/etc/prometheus/virtscope.token', files.token)
      .replaceAll('/etc/prometheus/virtscope-ca.pem', files.ca)
      .replaceAll('virtscope.example:8478', new URL(server.url).host)
      .replaceAll('scrape_interval: 5s', 'scrape_interval: 1s')
      .replaceAll('scrape_timeout: 4s', 'scrape_timeout: 1s');
    const path = join(server.folder, 'prometheus.yml');
    writeFileSync(path, own);
    const address = `127.0.0.1:${await freePort()}`;
    const data = join(server.folder, 'prometheus');
    const args = [`--config.file=${path}`, `--storage.tsdb.path=${data}`, `--web.listen-address=${address}`];
    const child = spawn('prometheus', args, { stdio: 'ignore' });
    const ended = once(child, 'exit');
    try {
      const query = encodeURIComponent('virtscope_certificate_expiry_timestamp_seconds');
      const found = async (): Promise<string> =>
        (await fetch(`http://${address}/api/v1/query?query=${query}`)).text();
      const isThere = (text: string): boolean => text.includes('"value":[') && text.includes('"4102444800"');
      await eventually(() => found().catch(String), isThere, 30, 'the certificate in Prometheus');
    } finally {
      child.kill();
      await ended;
    }
  });

  it('lets npm’s xen-api log in with a token as its password', async () => {
    const login = (input: string): Promise<Run> =>
      run(process.execPath, ['test/conformance/access/xen-api-login.ts', server.url], {
        input,
        env: { NODE_EXTRA_CA_CERTS: files.ca },
      });
    const { out, err } = await login(tokens.viewer);
    assert.deepEqual([out, err], ['1\n', '']);
    const refused = await login('any');
    assert.notEqual(refused.code, 0);
    assert.match(refused.err, /SESSION_AUTHENTICATION_FAILED/);
  });

  it('is asked by commands with a token file and the certificate, and says what is missing', async () => {
    const top = (...more: string[]): Promise<Run> =>
      virtscope('top', '--once', '--server', server.url, ...more);
    const shown = await top('--token-file', files.token, '--ca', files.ca);
    assert.deepEqual([shown.code, shown.err], [0, '']);
    assert.match((await top('--token-file', files.token)).err, /trusts; name the certificate.* --ca FILE/);
    assert.match((await top('--ca', files.ca)).err, /status 401, .*--token-file FILE/);
    const plain = server.url.replace('https', 'http');
    const refused = await virtscope('top', '--once', '--server', plain, '--token-file', files.token);
    assert.match(refused.err, /^error: Cannot send a token to http:/);
    const admin = join(server.folder, 'admin');
    writeFileSync(admin, tokens.admin, { mode: 0o600 });
    const reload = (token: string): Promise<Run> =>
      virtscope('reload', '--server', server.url, '--ca', files.ca, '--token-file', token);
    assert.match((await reload(files.token)).err, /^error: Cannot answer: it needs the role admin/);
    const old = server.pair().cert;
    writeFileSync(files.ca, old + server.renew().cert);
    const { out, err } = await reload(admin);
    // The timer may have seen it before.
    assert.match(out, /^(changed the certificate|nothing has changed)\n$/, err);
    assert.match(server.output(), /^virtscope: the certificate is another/m);
    const list = await virtscope('token', 'list', '--state', server.stateDir);
    assert.match(list.out, / viewer +never +\d+ s ago .* viewer$/m);
  });

  it('takes another certificate without the loss of a stream', async () => {
    const headers = { authorization: `Bearer ${tokens.viewer}`, accept: 'text/event-stream' };
    const stream = (): Promise<IncomingMessage> => server.ask('/metrics/host?columns=cpu.usage', { headers });
    const streams = await Promise.all(Array.from({ length: 100 }, stream));
    let lost = 0;
    for (const each of streams)
      each
        .on('close', () => lost++)
        .on('error', () => undefined)
        .resume();
    const { cert } = server.renew();
    writeFileSync(files.ca, cert);
    server.child.kill('SIGHUP');
    const { hostname, port } = new URL(server.url);
    const isNew = async (): Promise<boolean> => {
      const socket = connect({ host: hostname, port: Number(port), ca: cert });
      return once(socket, 'secureConnect').then(
        () => (socket.destroy(), true),
        () => false,
      );
    };
    await eventually(isNew, Boolean, 10, 'the new certificate');
    await Promise.all(streams.map((each) => once(each, 'data')));
    assert.equal(lost, 0);
    assert.match(server.output(), /^virtscope: the certificate is another, valid until 2100-/m);
    for (const each of streams) each.destroy();
  });

  it('keeps its secrets to itself', async () => {
    const [first, firstToken = ''] =
      /which is not shown again: (virtscope_\S+)\n/.exec(server.output()) ?? [];
    const key = server.pair().key.split('\n')[1] ?? '';
    const secrets = [planted, key, firstToken, ...ROLES.map((role) => tokens[role]), tokens.expired];
    const none = (where: string, text: string): void => {
      for (const secret of secrets)
        assert.ok(secret !== '' && !text.includes(secret), `${where} has ${secret.slice(0, 20)}…`);
    };
    none('log', server.output().replace(first ?? '', ''));
    for (const file of ['cmdline', 'environ'])
      none(file, readFileSync(`/proc/${server.child.pid}/${file}`, 'latin1'));
    answers.push(await textOf(await ask('GET', '/tokens', tokens.admin)));
    answers.push(await textOf(await ask('GET', '/audit-log', tokens.admin)));
    none('answers', answers.join('\n'));
    const explained = await virtscope('config', 'explain', join(server.folder, 'virtscope.yaml'));
    none('config explain', explained.out);
    const copy = join(server.folder, 'copy');
    const { code } = await virtscope('backup', copy, '--state', server.stateDir);
    assert.equal(code, 0);
    const kept = [server.stateDir, copy].flatMap((path) => globSync(`${path}/**/*`, { exclude: [] }));
    const ofFiles = kept.filter((path) => statSync(path).isFile());
    assert.ok(ofFiles.some((path) => path.includes('/tokens/')));
    for (const path of ofFiles) none(path, readFileSync(path, 'latin1'));
  });
});

import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { makeStateDir, testAccess, type TestAccess } from '../../auth/fixture.ts';
import { makeTestApi, stillClock, type TestApi } from '../fixture.ts';
import { routes } from '../routes.ts';
import { CLIENTS, makeTokens, refusalOf, requestOf } from './test-walk.ts';

interface Place {
  readonly name: string;
  readonly access: Omit<TestAccess, 'stateDir' | 'clock'>;
  /** Where the server listens, as it would be when it did; not at all for loopback. */
  readonly listens?: string;
  readonly headers?: Record<string, string>;
  readonly remoteAddress?: string;
  /** Whether clients need no token. */
  readonly isOpen: boolean;
}

const proxied = { remoteAddress: '192.0.2.1', headers: { host: '192.0.2.7', 'x-forwarded-proto': 'https' } };
const behindProxy = { addresses: ['192.0.2.1', '127.0.0.1'] };

const places: readonly Place[] = [
  { name: 'open loopback', access: {}, isOpen: true },
  { name: 'closed loopback', access: { access: { loopback: 'closed' } }, isOpen: false },
  { name: 'open loopback with a proxy on it', access: { behindProxy }, isOpen: false },
  { name: 'other address', access: { behindProxy }, listens: '192.0.2.7', ...proxied, isOpen: false },
  { name: 'every address', access: { behindProxy }, listens: '::', ...proxied, isOpen: false },
  {
    name: 'other address from its own machine',
    access: { behindProxy },
    listens: '0.0.0.0',
    ...proxied,
    remoteAddress: '127.0.0.1',
    isOpen: false,
  },
];

/** Makes a server believe that it listens at an address. */
function listenAt({ app }: TestApi, address: string | undefined): void {
  if (address === undefined) return;
  const place: AddressInfo = { address, family: address.includes(':') ? 'IPv6' : 'IPv4', port: 8478 };
  app.server.address = () => place;
}

for (const { name, access: settings, listens, headers, remoteAddress, isOpen } of places) {
  test(`${name}: every route is answered for whom its row permits, and for none else`, async () => {
    await using state = await makeStateDir();
    const clock = stillClock();
    const access = testAccess({ ...settings, stateDir: state.path, clock });
    await using api = await makeTestApi({ access }, clock);
    listenAt(api, listens);
    const tokens = makeTokens(access, clock);
    for (const client of CLIENTS) {
      const authorization = tokens[client] === null ? {} : { authorization: `Bearer ${tokens[client]}` };
      for (const route of routes) {
        const request = requestOf(route);
        const methods = request.method === 'GET' ? (['GET', 'HEAD'] as const) : [request.method];
        for (const method of methods) {
          const {
            statusCode,
            body,
            headers: answered,
          } = await api.app.inject({
            ...request,
            method,
            headers: { ...headers, ...authorization, 'sec-fetch-site': 'same-origin' },
            ...(remoteAddress !== undefined && { remoteAddress }),
          });
          const what = `${client}: ${method} ${route.path} ${statusCode} ${body.slice(0, 200)}`;
          const refusal = refusalOf(client, route, isOpen);
          if (refusal === null) assert.ok(![401, 403].includes(statusCode), what);
          else assert.equal(statusCode, refusal === 'ROLE_INSUFFICIENT' ? 403 : 401, what);
          if (refusal !== null && method !== 'HEAD') {
            assert.equal((JSON.parse(body) as { code: string }).code, refusal, what);
          }
          if (statusCode === 401)
            assert.match(String(answered['www-authenticate']), /^(Bearer|Basic) realm=/);
          for (const token of Object.values(tokens)) assert.ok(token === null || !body.includes(token), what);
        }
      }
    }
    const without = await api.app.inject({ url: '/status', ...proxied });
    assert.ok(without.statusCode >= 400, 'a proxy without a token gets nothing');
    assert.deepEqual(api.logged.filter((line) => line.includes('BUG')), []); // prettier-ignore
  });
}

test('another address is not answered in clear, whatever the client says of itself', async () => {
  await using state = await makeStateDir();
  const clock = stillClock();
  const access = testAccess({ stateDir: state.path, clock, behindProxy });
  await using api = await makeTestApi({ access }, clock);
  listenAt(api, '0.0.0.0');
  const { admin } = makeTokens(access, clock);
  const headers = { host: '192.0.2.7', 'x-forwarded-proto': 'https', authorization: `Bearer ${admin}` };
  const { statusCode, body } = await api.app.inject({ url: '/status', remoteAddress: '192.0.2.66', headers });
  assert.equal(statusCode, 400);
  assert.match(body, /Cannot answer 192\.0\.2\.66 in clear/);
});

test('a name that is not the server’s, and a page of another site, get nothing with any token', async () => {
  await using state = await makeStateDir();
  const clock = stillClock();
  const certificateNames = (): string[] => ['virt.example.org'];
  const access = testAccess({ stateDir: state.path, clock, behindProxy, certificateNames });
  await using api = await makeTestApi({ access }, clock);
  listenAt(api, '192.0.2.7');
  const { admin } = makeTokens(access, clock);
  const f = async (headers: Record<string, string>, method: 'GET' | 'POST', want: number): Promise<void> => {
    const { statusCode, body } = await api.app.inject({
      url: method === 'GET' ? '/vms' : '/sources/none/retry',
      method,
      remoteAddress: '192.0.2.1',
      headers: { 'x-forwarded-proto': 'https', authorization: `Bearer ${admin}`, ...headers },
    });
    assert.equal(statusCode, want, `${JSON.stringify(headers)} ${body}`);
  };
  await f({ host: 'virt.example.org' }, 'GET', 200);
  await f({ host: '10.0.0.1:8478', 'x-forwarded-host': 'virt.example.org' }, 'GET', 200);
  await f({ host: 'rebound.example' }, 'GET', 400);
  await f({ host: 'virt.example.org', 'sec-fetch-site': 'cross-site' }, 'GET', 403);
  const own = { host: 'virt.example.org' };
  await f(own, 'POST', 404);
  await f({ ...own, origin: 'https://virt.example.org' }, 'POST', 404);
  await f({ ...own, origin: 'https://virt.example.org:444' }, 'POST', 403);
  await f({ ...own, origin: 'http://virt.example.org' }, 'POST', 403);
  await f({ ...own, origin: 'https://evil.example' }, 'POST', 403);
  await f({ ...own, origin: 'null' }, 'POST', 403);
  await f({ ...own, 'sec-fetch-site': 'same-site' }, 'POST', 403);
});

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { makeConsole, makeTestApi } from '../fixture.ts';

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';

test('one URL has two readers: a browser gets the page, all others the resource', async () => {
  await using files = await makeConsole();
  await using api = await makeTestApi(files);
  const f = async (
    url: string,
    accept: string | undefined,
    wantType: RegExp,
    wantStatus = 200,
  ): Promise<void> => {
    const { statusCode, headers } = await api.app.inject({ url, headers: accept ? { accept } : {} });
    assert.equal(statusCode, wantStatus, url);
    assert.match(String(headers['content-type']), wantType, `${url} ${accept}`);
    assert.equal(headers['vary'], 'Accept, Accept-Encoding');
  };
  const [page, json] = [/^text\/html/, /^application\/(problem\+)?json/];
  await f('/', browser, page);
  await f('/metrics', browser, page);
  await f('/metrics?window=10m', browser, page);
  await f('/metrics/VM/not-known-yet', browser, page);
  await f('/metrics', '*/*', json);
  await f('/metrics', undefined, json);
  await f('/metrics', 'application/json, text/html;q=0.5', json);
  await f('/metrics/VM', 'application/json', json);
  await f('/', '*/*', page);
  await f('/', 'application/json', json, 406);
  await f('/access', browser, page);
  await f('/access', 'application/json', json, 406);
  await f('/assets/', '*/*', json, 404);
  await f('/vms', browser, page);
  await f('/vms/nobody', browser, page);
  await f('/stats', browser, page);
  await f('/status', browser, page);
  await f('/status', '*/*', json);
  await f('/metricsx', browser, page, 404);
  await f('/metricsx', '*/*', json, 404);
  await f('/rrd_updates?start=0', browser, /^text\/xml/);
  await f('/events?format=json', browser, json, 400);
});

test('the files of the console are served, those beside it are not', async () => {
  await using files = await makeConsole();
  await using api = await makeTestApi(files);
  const asset = await api.app.inject('/assets/index-abc.js');
  assert.match(String(asset.headers['content-type']), /javascript/);
  assert.match(String(asset.headers['cache-control']), /immutable/);
  const page = await api.app.inject({ url: '/', headers: { accept: browser } });
  assert.equal(page.headers['cache-control'], 'no-cache');
  assert.match(String(page.headers['content-security-policy']), /default-src 'self'/);
  for (const url of ['/../package.json', '/%2e%2e/package.json', '/assets/../../package.json', '/.env']) {
    assert.equal((await api.app.inject(url)).statusCode, 404, url);
  }
});

test('a file is sent in the form that the build compressed, with headers of its own', async () => {
  await using files = await makeConsole();
  const path = join(files.consoleDir, 'assets', 'index-abc.js');
  const content = 'export {};'.repeat(500);
  await writeFile(path, content);
  await writeFile(`${path}.br`, brotliCompressSync(content));
  await writeFile(`${path}.gz`, gzipSync(content));
  await using api = await makeTestApi(files);
  const get = (headers: Record<string, string>, method: 'GET' | 'HEAD' = 'GET') =>
    api.app.inject({ method, url: '/assets/index-abc.js', headers });
  const etags = new Set<unknown>();
  const f = async (accept: string, coding: string | undefined, decode: (bytes: Buffer) => Buffer) => {
    const { headers, rawPayload } = await get({ 'accept-encoding': accept });
    assert.equal(headers['content-encoding'], coding, accept);
    assert.match(String(headers['content-type']), /javascript; charset=utf-8$/);
    assert.match(String(headers['cache-control']), /immutable/);
    assert.equal(headers['vary'], 'Accept, Accept-Encoding');
    assert.equal(Number(headers['content-length']), rawPayload.length);
    assert.equal(decode(rawPayload).toString(), content);
    etags.add(headers.etag);
    const again = await get({ 'accept-encoding': accept, 'if-none-match': String(headers.etag) });
    assert.deepEqual([again.statusCode, again.rawPayload.length], [304, 0]);
    const head = await get({ 'accept-encoding': accept }, 'HEAD');
    assert.deepEqual([head.headers['content-length'], head.headers.etag], [headers['content-length'], headers.etag]); // prettier-ignore
  };
  await f('gzip, deflate, br', 'br', brotliDecompressSync);
  await f('gzip, *;q=0', 'gzip', gunzipSync);
  await f('gzip;q=0, br;q=0, *', undefined, (bytes) => bytes);
  await f('identity', undefined, (bytes) => bytes);
  assert.equal(etags.size, 3, 'each form has its own tag');
  const part = await get({ range: 'bytes=0-5' });
  assert.deepEqual([part.statusCode, part.body, part.headers['content-encoding']], [206, 'export', undefined]); // prettier-ignore
  const coded = await get({ range: 'bytes=0-5', 'accept-encoding': 'br' });
  assert.deepEqual([coded.statusCode, coded.headers['content-encoding']], [206, 'br']);
  assert.deepEqual(coded.rawPayload, brotliCompressSync(content).subarray(0, 6));
});

test('a console that is not built has a page that explains it', async () => {
  await using api = await makeTestApi();
  const { statusCode, body } = await api.app.inject({ url: '/', headers: { accept: browser } });
  assert.equal(statusCode, 404);
  assert.match(body, /the console is not built/);
});

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { curlOf } from './curl.ts';

test('curlOf() makes a line for each address, in quotes', () => {
  assert.equal(
    curlOf('http://127.0.0.1:8478', ['/metrics/VM/top?metric=cpu.cores&limit=25', '/status']),
    "curl 'http://127.0.0.1:8478/metrics/VM/top?metric=cpu.cores&limit=25'\ncurl 'http://127.0.0.1:8478/status'",
  );
});

test('curlOf() is one word for a shell, whatever the address has', () => {
  const path = String.raw`/metrics/VM?select=name:it's "$(id)" \ & x`;
  const command = curlOf('http://h', [path]).replace(/^curl/, String.raw`printf '%s'`);
  assert.equal(execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' }), `http://h${path}`);
});

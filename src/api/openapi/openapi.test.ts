import assert from 'node:assert/strict';
import { test } from 'node:test';
import { schemas } from '../wire/schemas.ts';
import { makeTestApi } from '../fixture.ts';
import { routes } from '../routes.ts';

interface Operation {
  readonly summary?: string;
  readonly tags: readonly string[];
  readonly 'x-role': string;
  readonly security: readonly Record<string, readonly string[]>[];
  readonly responses: Record<string, unknown>;
}

interface OpenApi {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: {
    readonly schemas: Record<string, unknown>;
    readonly securitySchemes: Record<string, unknown>;
  };
}

/** `GET /vms/{id}` of every route, read from the framework's own drawing of its tree. */
function registered(tree: string): string[] {
  const found: string[] = [];
  const path: string[] = [];
  for (const line of tree.split('\n')) {
    const [, indent = '', segment = '', methods = ''] =
      /^([│ ]*)[├└]── (\S+)(?: \((.*)\))?$/.exec(line) ?? [];
    if (!segment) continue;
    path.splice(indent.length / 4, Infinity, segment);
    const url = path.join('').replaceAll(/:(\w+)/g, '{$1}');
    for (const method of methods.split(', ')) found.push(`${method} ${url}`);
  }
  return found;
}

test('every route of the server is a row of the table and in openapi.json, with its role, tag and answers', async () => {
  await using api = await makeTestApi();
  const document = (await api.app.inject('/openapi.json')).json<OpenApi>();
  assert.equal(document.openapi, '3.1.0');
  const documented = new Set<string>();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, { summary, tags, 'x-role': role, security, responses }] of Object.entries(methods)) {
      documented.add(`${method.toUpperCase()} ${path} ${role} ${tags.join()}`);
      const roles = new Set(security.flatMap((each) => Object.values(each).flat()));
      assert.deepEqual([...roles], role === 'public' ? [] : [role], `${method} ${path}`);
      for (const scheme of security.flatMap(Object.keys))
        assert.ok(scheme in document.components.securitySchemes);
      assert.ok(summary, `${method} ${path} has no summary`);
      const isXapi = /^\/(rrd_updates|vm_rrds?|host_rrds?)$/.test(path);
      const own = isXapi ? ['401', '403'] : [];
      const success = `${method} ${path}` === 'post /tokens' ? '201' : '200';
      assert.deepEqual(Object.keys(responses), [success, ...own, 'default'], `${method} ${path}`);
    }
  }
  const served = registered(api.app.printRoutes({ commonPrefix: false }));
  // HEAD comes with GET by itself; the console's files are not an API.
  const own = served.filter((route) => !route.startsWith('HEAD ') && !route.endsWith(' *'));
  assert.ok(
    own.includes('POST /stats') && own.includes('GET /metrics/{class}/{id}/{metric}/history/{cursor}'),
  );
  const drawn = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');
  assert.deepEqual(new Set(own), new Set(routes.map(({ method, path }) => `${method} ${drawn(path)}`)));
  assert.equal(own.length, routes.length);
  assert.deepEqual(
    documented,
    new Set(routes.map(({ method, path, need, tag }) => `${method} ${drawn(path)} ${need} ${tag}`)),
  );
  assert.deepEqual(new Set(Object.keys(document.components.schemas)), new Set(Object.keys(schemas)));
  const references = JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g);
  const known = new Set(Object.keys(schemas).map((name) => `#/components/schemas/${name}`));
  for (const [, reference = ''] of references) assert.ok(known.has(reference), reference);
});

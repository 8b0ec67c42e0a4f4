import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needs } from '../console/src/view/access/needs.ts';
import { routes } from '../src/api/routes.ts';

test('a control of the console needs the role that the route it asks needs', () => {
  const ofRoutes = new Map(routes.map(({ method, path, need }) => [`${method} ${path}`, need]));
  for (const [asked, role] of Object.entries(needs)) assert.equal(ofRoutes.get(asked), role, asked);
});

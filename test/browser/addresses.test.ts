import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { idOf, overflow, skip, withConsole } from './harness.ts';

const screens = [
  { name: 'dark', options: { colorScheme: 'dark', viewport: { width: 1440, height: 900 } } },
  { name: 'light', options: { colorScheme: 'light', viewport: { width: 1440, height: 900 } } },
  { name: 'dark-360', options: { colorScheme: 'dark', viewport: { width: 360, height: 700 } } },
  { name: 'light-360', options: { colorScheme: 'light', viewport: { width: 360, height: 700 } } },
] as const;

describe('browser: addresses', { skip }, () => {
  it('shows what a program reads at an address of programs, and where its page is', async () => {
    for (const { name, options } of screens) {
      await withConsole(
        async ({ page, url, program, screenshot }) => {
          const id = await idOf(program, 'web-01');
          await page.goto(`${url}/vms/web-01`);
          assert.equal(page.url(), `${url}/vms/${id}`, 'a name leads to the id');
          await page.getByText('This address is for programs').waitFor();
          await page.locator('pre', { hasText: '"name": "web-01"' }).waitFor();
          assert.equal(await overflow(page), 0);
          await screenshot(`resource-${name}`);
          await page.getByRole('link', { name: 'Its page in the console' }).click();
          await page.getByRole('heading', { name: 'web-01' }).waitFor();
          for (const path of [
            '/status',
            '/events',
            '/stats',
            '/vms',
            '/hosts',
            '/openapi.json',
            '/healthz',
          ]) {
            await page.goto(url + path);
            await page.getByText('This address is for programs').waitFor();
          }
        },
        { context: options },
      );
    }
  });

  it('shows a page where nothing is, with the reason and ways on', async () => {
    for (const { name, options } of screens) {
      await withConsole(
        async ({ page, url, screenshot }) => {
          const answer = await page.goto(`${url}/nothing/here`);
          assert.equal(answer?.status(), 404);
          await page.getByRole('heading', { name: 'No such address' }).waitFor();
          await page.getByText('NOT_FOUND').waitFor();
          assert.equal(await overflow(page), 0);
          await screenshot(`nothing-${name}`);
          await page.getByRole('main').getByRole('link', { name: 'All machines' }).click();
          await page.getByRole('link', { name: 'web-01' }).first().waitFor();
        },
        { context: options, expectErrors: true },
      );
    }
  });

  it('shows which parameters of an address it ignores, and removes them', async () => {
    for (const { name, options } of screens) {
      await withConsole(
        async ({ page, url, program, screenshot }) => {
          const id = await idOf(program, 'web-01');
          await page.goto(`${url}/metrics/VM/${id}?windw=2h&window=3h&table=cpu`);
          const ignored = page.getByRole('status').filter({ hasText: 'ignored in this address' });
          await ignored.getByText('windw').waitFor();
          await ignored.getByText('it must be one of 10m, 1h, 2h, 1d, 7d, 31d, 1y').waitFor();
          assert.equal(await overflow(page), 0);
          await screenshot(`ignored-${name}`);
          await ignored.getByRole('button', { name: 'remove' }).click();
          await ignored.waitFor({ state: 'detached' });
          assert.equal(page.url(), `${url}/metrics/VM/${id}?table=cpu`);
        },
        { context: options },
      );
    }
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { idOf, skip, withConsole } from './harness.ts';
import { addressesOf, missingAddress } from './pages.ts';

type Scheme = 'light' | 'dark';

/** Every rule in light; in dark those of colour, which alone can differ. */
async function check(page: Page, scheme: Scheme, where: string): Promise<void> {
  // Off by default: each control must be 24 px wide and high, or have so much room.
  const axe = new AxeBuilder({ page }).options({ rules: { 'target-size': { enabled: true } } });
  if (scheme === 'dark') axe.withRules(['color-contrast', 'link-in-text-block']);
  const { violations } = await axe.analyze();
  const lines = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`,
  );
  assert.deepEqual(lines, [], where);
}

describe('browser: accessibility', { skip }, () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is clean for axe on each page in ${colorScheme}`, async () => {
      await withConsole(
        async ({ page, url, program, screenshot }) => {
          const id = await idOf(program, 'web-01');
          for (const path of await addressesOf(program)) {
            await page.goto(url + path);
            await page.locator('.value, .note, pre a').first().waitFor();
            await check(page, colorScheme, path);
          }
          await page.goto(`${url}/metrics/VM/${id}`);
          await page.locator('[data-chart=cpu] .value').first().waitFor();
          await screenshot(`machine-${colorScheme}`);
          await page.route(/\?gone=1&offset/, (route) =>
            route.fulfill({
              json: [{ id: 'gone', name: 'old-web', state: 'gone', uri: '/metrics/VM/gone' }],
            }),
          );
          await page.goto(`${url}/metrics/VM?gone=1`);
          await page.getByRole('link', { name: 'old-web' }).waitFor();
          await check(page, colorScheme, 'gone');
          await page.keyboard.press('?');
          await check(page, colorScheme, 'help');
        },
        { context: { colorScheme } },
      );
    });

    it(`is clean for axe where nothing is, in ${colorScheme}`, async () => {
      await withConsole(
        async ({ page, url }) => {
          await page.goto(url + missingAddress);
          await page.locator('h1').first().waitFor();
          await check(page, colorScheme, missingAddress);
        },
        { context: { colorScheme }, expectErrors: true },
      );
    });
  }
});

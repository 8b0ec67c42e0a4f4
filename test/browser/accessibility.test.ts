import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { isClean } from './axe.ts';
import { idOf, skip, withConsole } from './harness.ts';
import { addressesOf, follow, missingAddress } from './pages.ts';

type Scheme = 'light' | 'dark';

/** Every rule in light; in dark those of colour, which alone can differ. */
function check(page: Page, scheme: Scheme, where: string): Promise<void> {
  return isClean(
    page,
    scheme === 'dark' ? { where, rules: ['color-contrast', 'link-in-text-block'] } : { where },
  );
}

describe('browser: accessibility', { skip }, () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is clean for axe on each page in ${colorScheme}`, async () => {
      await withConsole(
        async ({ page, url, program, screenshot }) => {
          const id = await idOf(program, 'web-01');
          await page.goto(url);
          await page.locator('.value').first().waitFor();
          for (const path of await addressesOf(program)) {
            await follow(page, path);
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
          await page.keyboard.press('Escape');
          await page.keyboard.press('Control+k');
          await page.getByRole('dialog').getByRole('combobox').fill('e');
          await page.getByRole('group', { name: 'Machines' }).waitFor();
          await check(page, colorScheme, 'palette');
        },
        { context: { colorScheme } },
      );
    });

    it(`is clean for axe where nothing is, in ${colorScheme}`, async () => {
      await withConsole(
        async ({ page, url }) => {
          await page.goto(url + missingAddress);
          await page.locator('.problem h1').waitFor();
          await check(page, colorScheme, missingAddress);
        },
        { context: { colorScheme }, expectErrors: true },
      );
    });
  }
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { isClean } from './axe.ts';
import { eventually } from '../program.ts';
import { idOf, overflow, skip, withConsole } from './harness.ts';

const field = (page: Page): Locator => page.getByRole('combobox', { name: 'search machines' });
const options = (page: Page): Locator => page.locator('search [role=option]');
const names = (page: Page): Promise<string[]> => page.locator('.machines tbody a').allInnerTexts();

describe('browser: search', { skip }, () => {
  it('lists what matches on a page without the table, and opens what arrows and Enter choose', async () => {
    await withConsole(async ({ page, url, program }) => {
      const id = await idOf(program, 'web-01');
      await page.goto(`${url}/metrics/VM/top`);
      await page.locator('.top tbody tr').first().waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('web');
      const option = options(page);
      await option.filter({ hasText: 'web-01' }).waitFor();
      assert.match((await option.allInnerTexts()).at(-1) ?? '', /^all \d+ matching →$/);
      await page.keyboard.press('ArrowDown');
      const active = await field(page).getAttribute('aria-activedescendant');
      assert.equal(await page.locator(`#${active}`).getAttribute('aria-selected'), 'true');
      await isClean(page, { part: 'search' });
      await page.keyboard.press('Enter');
      await page.waitForURL(`**/metrics/VM/${id}`);
      await eventually(
        () => field(page).inputValue(),
        (value) => value === '',
        5,
        'an empty field',
      );
    });
  });

  it('leads to all that match, and to hosts', async () => {
    await withConsole(async ({ page, url }) => {
      await page.goto(`${url}/status`);
      await page.locator('.resource-page pre').first().waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('is:running -web');
      await options(page)
        .filter({ hasText: /^all \d+ matching/ })
        .click();
      await page.waitForURL('**/metrics/VM?select=is%3Arunning%20-web');
      await page.locator('.machines tbody a').first().waitFor();
      assert.ok((await names(page)).every((name) => !name.startsWith('web')));
      const [host = ''] = await page.evaluate<string[]>(
        `fetch('/metrics/host').then((all) => all.json()).then((all) => all.map(({ name }) => name))`,
      );
      await page.goto(`${url}/metrics/VM/top`);
      await field(page).fill(host);
      await options(page)
        .filter({ hasText: `${host} host` })
        .click();
      await page.waitForURL('**/metrics/host/*');
    });
  });

  it('filters the table by a selector, suggests its words, and explains what it cannot read', async () => {
    await withConsole(async ({ page, url }) => {
      await page.goto(`${url}/metrics/VM?columns=state`);
      await page.locator('.machines tbody a').first().waitFor();
      const streamed = page.waitForRequest((request) =>
        request.url().includes('columns=cpu.cores,cpu.steal'),
      );
      await field(page).fill('steal>=0%');
      await streamed;
      await page.locator('.machines tbody a').first().waitFor();
      await field(page).fill('');
      await field(page).pressSequentially('is:runn');
      await options(page).filter({ hasText: 'is:running' }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      assert.equal(await field(page).inputValue(), 'is:running');
      await page.waitForURL('**/metrics/VM?columns=state&select=is%3Arunning');
      const running = await names(page);
      await field(page).fill('is:running colour:red');
      await page
        .getByRole('status')
        .getByText(/^Cannot read selector: nothing is called "colour": is, name/)
        .waitFor();
      assert.deepEqual((await names(page)).toSorted(), running.toSorted(), 'what could be read last');
      await field(page).fill('load.1m>1');
      await page
        .getByRole('status')
        .getByText(/^Cannot read selector: no VM has "load\.1m": is, name/)
        .waitFor();
    });
  });

  it('takes the older parameter q, and fits a phone', async () => {
    await withConsole(
      async ({ page, url, screenshot }) => {
        await page.goto(`${url}/metrics/VM?q=web-01`);
        await page.locator('.machines tbody a').first().waitFor();
        assert.deepEqual(await names(page), ['web-01']);
        assert.equal(await field(page).inputValue(), 'web-01');
        await page.goto(`${url}/metrics/VM/top`);
        await field(page).fill('01');
        await options(page).first().waitFor();
        assert.ok((await overflow(page)) <= 0);
        await screenshot('search-360');
      },
      { context: { viewport: { width: 360, height: 740 } } },
    );
  });
});

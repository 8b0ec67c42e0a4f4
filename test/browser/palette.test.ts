import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { idOf, overflow, skip, withConsole } from './harness.ts';
import { addressesOf, drawn } from './pages.ts';

const palette = (page: Page): Locator =>
  page.getByRole('dialog', { name: 'machines, hosts, pages and commands by name' });
const field = (page: Page): Locator => palette(page).getByRole('combobox');
const group = (page: Page, name: string): Locator => palette(page).getByRole('group', { name });
const options = (within: Locator): Promise<string[]> => within.getByRole('option').allInnerTexts();

async function open(page: Page): Promise<void> {
  // A dialog is there until its event has come, and its field takes keys when it has the focus.
  await page.locator('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+k');
  await field(page).and(page.locator(':focus')).waitFor();
}

describe('browser: palette', { skip }, () => {
  it('opens over a page and from a field, and gives the focus back on Escape', async () => {
    await withConsole(async ({ page, url }) => {
      await page.goto(`${url}/metrics/VM`);
      const row = page.locator('.machines tbody a').first();
      await row.focus();
      await open(page);
      await page.keyboard.press('Escape');
      await palette(page).waitFor({ state: 'detached' });
      await row.and(page.locator(':focus')).waitFor();

      const search = page.getByRole('combobox', { name: 'search machines' });
      await search.fill('web');
      await open(page);
      await page.keyboard.type('mail');
      await page.keyboard.press('Control+k');
      await palette(page).waitFor({ state: 'detached' });
      assert.equal(await search.inputValue(), 'web');
      await search.and(page.locator(':focus')).waitFor();
    });
  });

  it('opens the machine whose name is typed, though Enter comes before the machines', async () => {
    await withConsole(async ({ page, url, program }) => {
      const id = await idOf(program, 'mail server');
      await page.goto(`${url}/status`);
      await page.locator('.resource-page pre').first().waitFor();
      await open(page);
      await page.keyboard.type('serv mail');
      await page.keyboard.press('Enter');
      await page.waitForURL(`**/metrics/VM/${id}`);
      await palette(page).waitFor({ state: 'detached' });

      await open(page);
      assert.match((await options(group(page, 'Recent')))[0] ?? '', /mail server/);
    });
  });

  it('understands a selector, and leads to all that match', async () => {
    await withConsole(async ({ page, url }) => {
      await page.goto(`${url}/metrics/VM/top`);
      await page.locator('.top tbody tr').first().waitFor();
      await open(page);
      await page.keyboard.type('is:running -web');
      const all = palette(page).getByRole('option', { name: /^all \d+ matching →$/ });
      await all.waitFor();
      assert.ok((await options(group(page, 'Machines'))).length <= 9);
      await field(page).fill('colour:red');
      await palette(page)
        .getByText(/nothing is called "colour"/)
        .waitFor();
      await field(page).fill('is:running -web');
      await all.click();
      await page.waitForURL('**/metrics/VM?select=is%3Arunning%20-web');
    });
  });

  it('opens hosts and pages, by arrows as well', async () => {
    await withConsole(async ({ page, url }) => {
      await page.goto(`${url}/metrics/VM`);
      const [host = ''] = await page.evaluate<string[]>(
        `fetch('/metrics/host').then((all) => all.json()).then((all) => all.map(({ name }) => name))`,
      );
      await open(page);
      await page.keyboard.type(host);
      await group(page, 'Hosts').getByRole('option').click();
      await page.waitForURL('**/metrics/host/*');

      await open(page);
      await field(page).fill('all of class');
      const listed = await options(group(page, 'Pages'));
      assert.deepEqual(
        listed.map((text) => text.split(' ')[3]),
        ['host', 'service', 'source'],
      );
      await page.keyboard.press('ArrowUp');
      const active = await field(page).getAttribute('aria-activedescendant');
      assert.match((await page.locator(`#${active}`).innerText()) ?? '', /class source/);
      await page.keyboard.press('Enter');
      await page.waitForURL('**/metrics/source');
    });
  });

  it('runs the commands of the page on what had the focus, with their keys beside them', async () => {
    await withConsole(
      async ({ page, url, program }) => {
        await page.goto(`${url}/metrics/VM/${await idOf(program, 'web-01')}`);
        const chart = page.locator('[data-chart=cpu]');
        await chart.locator('.value').first().waitFor();
        await open(page);
        await page.keyboard.type('utc show');
        await palette(page).getByRole('option').nth(1).waitFor({ state: 'detached' });
        assert.deepEqual(await options(palette(page)), ['all times are in Europe/Berlin; show UTC\nu']);
        await page.keyboard.press('Enter');
        await page.waitForURL('**?tz=utc');
        await chart.locator('.plots').focus();
        await open(page);
        await page.keyboard.type('charts as tables');
        await page.keyboard.press('Enter');
        await page.waitForURL(/table=cpu(&|$)/);
        await open(page);
        await page.keyboard.type('keys and');
        await page.keyboard.press('Enter');
        await page.getByRole('dialog', { name: 'keys and help' }).waitFor();
      },
      { context: { timezoneId: 'Europe/Berlin' } },
    );
  });

  it('opens where single keys are off, and shows none then', async () => {
    await withConsole(async ({ page, url }) => {
      await page.goto(url);
      await page.evaluate(`localStorage.setItem('virtscope.keys', 'off')`);
      await page.reload();
      await page.locator('.machines tbody a').first().waitFor();
      await open(page);
      await field(page).fill('theme');
      assert.deepEqual(await options(group(page, 'Commands')), ['theme: auto, light, dark']);
    });
  });

  it('has ⌘ K on a Mac, where Ctrl K is of the field', async () => {
    await withConsole(async ({ page, url }) => {
      await page.addInitScript(`Object.defineProperty(navigator, 'platform', { value: 'MacIntel' })`);
      await page.goto(url);
      await page.getByRole('button', { name: '⌘ K' }).waitFor();
      await page.keyboard.press('Control+k');
      await page.keyboard.press('Meta+k');
      await field(page).waitFor();
      await page.keyboard.press('Control+k');
      assert.ok(await field(page).isVisible());
    });
  });

  it('is opened by a button, and fits a phone', async () => {
    await withConsole(
      async ({ page, url, screenshot }) => {
        await page.goto(url);
        await page.locator('.machines tbody a').first().waitFor();
        await page.getByRole('button', { name: 'Ctrl K' }).tap();
        await field(page).waitFor();
        const box = await palette(page).boundingBox();
        assert.ok(box && box.x >= 0 && box.x + box.width <= 360 && box.y + box.height <= 740);
        assert.equal(await overflow(page), 0);
        await screenshot('palette-360');
        await field(page).fill('web');
        await group(page, 'Machines').waitFor();
        await screenshot('palette-360-web');
        await palette(page).getByRole('button', { name: 'close' }).tap();
        await palette(page).waitFor({ state: 'detached' });
      },
      { context: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } },
    );
  });

  it('binds each key to one command on each page, and the help lists it', async () => {
    await withConsole(async ({ page, url, program }) => {
      for (const path of await addressesOf(program)) {
        await page.goto(url + path);
        await page.locator(drawn).first().waitFor();
        // What is fetched later has keys, too.
        await page.locator('.copied, .resource-page').first().waitFor({ state: 'attached' });
        await page.keyboard.press('?');
        const listed = page.getByRole('dialog').locator('dl').first().locator('dt');
        await listed.first().waitFor();
        const keys = await listed.allInnerTexts();
        assert.ok(keys.includes('?') && keys.includes('Ctrl K') && keys.includes('u'), path);
        assert.deepEqual(keys, [...new Set(keys)], path);
      }
    });
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { skip, withConsole } from './harness.ts';

const byName = new Intl.Collator('en', { numeric: true }).compare;
/** Names of rows that need no attention: others are first whatever the order. */
const calmNames = (page: Page): Promise<string[]> =>
  page.locator('.machines tbody :is(.ok, .off) a').allInnerTexts();
const names = (page: Page): Promise<string[]> => page.locator('.machines tbody a').allInnerTexts();

describe('browser: machines', { skip }, () => {
  it('sorts by keyboard, numbers downwards first, and keeps the order in the address', async () => {
    await withConsole(async ({ page, url, screenshot }) => {
      await page.goto(`${url}/metrics/VM`);
      await page.locator('.machines tbody a').first().waitFor();
      await page.locator('.c-name button').focus();
      await page.keyboard.press('Enter');
      await page.locator('th.c-name[aria-sort=ascending]').waitFor();
      assert.equal(new URL(page.url()).search, '?sort=name');
      const upwards = await calmNames(page);
      const sorted = upwards.toSorted(byName);
      assert.deepEqual(upwards, sorted);
      await page.keyboard.press('Enter');
      await page.locator('th.c-name[aria-sort=descending]').waitFor();
      assert.deepEqual(await calmNames(page), sorted.toReversed());
      await page.locator('th.c-memory-host button').press('Enter');
      await page.locator('th.c-memory-host[aria-sort=descending]').waitFor();
      await page.reload();
      await page.locator('th.c-memory-host[aria-sort=descending]').waitFor();
      await screenshot('machines-light');
    });
  });

  it('searches on /, walks with j and k, opens with Enter, and comes back as it was', async () => {
    await withConsole(async ({ page, url }) => {
      await page.goto(`${url}/metrics/VM?sort=name`);
      await page.locator('.machines tbody a').first().waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('"-01"');
      await page.waitForURL('**/metrics/VM?sort=name&select=%22-01%22');
      const found = await names(page);
      assert.ok(found.length > 2 && found.every((name) => name.includes('-01')), found.join());
      await page.keyboard.press('Enter');
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await page.keyboard.press('k');
      // An alarm that is raised meanwhile moves its row.
      const active = await page.evaluate<string>('document.activeElement.textContent');
      assert.ok(found.includes(active), active);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: active }).waitFor();
      await page.goBack();
      await page.waitForURL('**/metrics/VM?sort=name&select=%22-01%22');
      assert.equal(await page.getByRole('combobox', { name: 'search machines' }).inputValue(), '"-01"');
      assert.deepEqual((await names(page)).toSorted(), found.toSorted());
    });
  });

  it('shows that nothing matches and offers all', async () => {
    await withConsole(async ({ page, url }) => {
      await page.goto(`${url}/metrics/VM?q=no-such-machine`);
      await page.getByText('No machine matches “no-such-machine”.').waitFor();
      await page.getByRole('button', { name: 'show all' }).click();
      await page.locator('.machines tbody a').nth(11).waitFor();
    });
  });

  it('labels both memories and gives an empty cell its reason and a remedy', async () => {
    await withConsole(async ({ page, url }) => {
      await page.goto(`${url}/metrics/VM?q=windows`);
      const row = page.locator('.machines tbody tr').first();
      await row.locator('.c-memory-host.value').waitFor();
      const unknown = row.locator('.c-memory-used');
      assert.equal(await unknown.innerText(), '–');
      assert.match((await unknown.getAttribute('title')) ?? '', /^the guest .* memory statistics.*\. [A-Z]/);
      assert.match(await page.locator('th.c-memory-used').innerText(), /memory\s+in guest/);
      assert.match(await page.locator('th.c-memory-host').innerText(), /memory\s+on host/);
    });
  });

  it('draws of 2,000 machines only the rows in sight, and the lines of those in one request', async () => {
    await withConsole(
      async ({ page, url, screenshot }) => {
        await page.goto(`${url}/metrics/VM?sort=name`);
        await page.locator('.machines tbody a').first().waitFor();
        const table = page.locator('.machines table');
        assert.equal(await table.getAttribute('aria-rowcount'), '2001');
        assert.ok((await page.locator('.machines tbody tr').count()) < 60);
        const first = (await names(page))[0];
        const asked: string[] = [];
        page.on('request', (request) => {
          const { pathname, searchParams } = new URL(request.url());
          if (pathname.endsWith('/metrics/VM/history')) asked.push(searchParams.get('ids') ?? '');
        });
        await page.locator('.machines').hover();
        await page.mouse.wheel(0, 100_000);
        const last = page.locator('tr[aria-rowindex="2001"]');
        await last.waitFor();
        assert.notEqual((await names(page))[0], first);
        await last.locator('.sparkline path.line[d^="M"]').waitFor({ state: 'attached' });
        const id = (await last.locator('a').getAttribute('href'))?.split('/').at(-1) ?? '';
        const lines = asked.find((ids) => ids.includes(id)) ?? '';
        assert.ok(lines.split(',').length > 10, lines);
        await screenshot('machines-2000');
      },
      { guests: 2000 },
    );
  });
});

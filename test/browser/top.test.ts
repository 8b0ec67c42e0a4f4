import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eventually } from '../program.ts';
import { overflow, skip, withConsole } from './harness.ts';

describe('browser: top', { skip }, () => {
  it('ranks machines with bars and shares on g t, the rest in one row, and continues live', async () => {
    await withConsole(
      async ({ page, url, screenshot }) => {
        await page.goto(url);
        await page.locator('.machines tbody a').first().waitFor();
        await page.keyboard.press('g');
        await page.keyboard.press('t');
        await page.getByRole('heading', { name: 'Which machines use the hosts?' }).waitFor();
        const rows = page.locator('.top tbody tr');
        await eventually(
          () => rows.count(),
          (count) => count === 26,
          15,
          'twenty-five machines and the rest',
        );
        const values = await rows.locator('td:nth-child(3) .value').allInnerTexts();
        const numbers = values.slice(0, 25).map((value) => Number.parseFloat(value));
        assert.deepEqual(
          numbers,
          numbers.toSorted((a, b) => b - a),
        );
        assert.match(await rows.last().innerText(), /^\s*\d+ others\s/);
        assert.match(await rows.first().innerText(), /\d\s%/);
        assert.match(
          await page.locator('.instant').innerText(),
          /^\d+ machines, [\d.]+\scores (of \d+|in all)$/,
        );
        assert.deepEqual(await page.locator('.top thead th').allInnerTexts(), ['place', 'machine', 'CPU, of a core', 'bar', 'used in all', 'of its host', 'of all', 'course', 'state', 'host']); // prettier-ignore
        assert.match(await rows.first().innerText(), /\d\score-seconds\s+\d+\s%/);
        await page.locator('.top .sparkline path.line[d^="M"]').nth(24).waitFor({ state: 'attached' });
        await screenshot('top');
        const answer = page.waitForResponse((response) => response.url().includes('/metrics/VM/top?metric='));
        assert.equal((await answer).status(), 200);
        const name = await rows.first().locator('a').innerText();
        await rows.first().locator('a').click();
        await page.getByRole('heading', { level: 1, name }).waitFor();
      },
      { guests: 60 },
    );
  });

  it('keeps metric and window in the address, and shows no share of what does not add up', async () => {
    await withConsole(async ({ page, url }) => {
      await page.goto(`${url}/metrics/VM/top`);
      await page.locator('.top th', { hasText: 'of all' }).waitFor();
      await page.getByLabel('metric').selectOption({ label: 'read latency' });
      await page.keyboard.press('Tab');
      await page.keyboard.press('2');
      await page.waitForURL('**/metrics/VM/top?metric=disk.read.latency&window=1h');
      await page.reload();
      await page.locator('.top th', { hasText: 'read latency' }).waitFor();
      assert.equal(await page.locator('.top th', { hasText: 'of all' }).count(), 0);
      assert.equal(await page.getByLabel('metric').inputValue(), 'disk.read.latency');
    });
  });

  it('ranks the machines that are selected, plain words by their name, and refuses what it cannot read', async () => {
    await withConsole(
      async ({ page, url }) => {
        await page.goto(`${url}/metrics/VM/top`);
        await page.locator('.top tbody tr').nth(3).waitFor();
        const field = page.getByLabel('machines that are ranked');
        await field.fill('web');
        await field.press('Enter');
        await page.waitForURL('**/metrics/VM/top?select=web');
        await eventually(
          () => page.locator('.top tbody a').allInnerTexts(),
          (names) => names.length > 0 && names.every((name) => name.includes('web')),
          10,
          'machines of that name alone',
        );
        await field.fill('is:nothing');
        await field.press('Enter');
        await page.getByText('SELECTOR_INVALID').waitFor();
      },
      { expectErrors: true },
    );
  });

  it('shows that nothing is known rather than showing zeros, refuses in the words of the API, and fits a phone', async () => {
    await withConsole(
      async ({ page, url, screenshot }) => {
        await page.route(/top\?metric=cpu\.steal&start/, (route) =>
          route.fulfill({ json: { start: 0, end: 0, metric: 'cpu.steal', count: 0, sum: 0, rows: [] } }),
        );
        await page.goto(`${url}/metrics/VM/top?metric=cpu.steal`);
        await page.getByText('No machine has a known value of steal in this window.').waitFor();
        await page.goto(`${url}/metrics/VM/top?metric=no.such`);
        await page.getByText('METRIC_UNKNOWN').waitFor();
        await page.goto(`${url}/metrics/VM/top?metric=memory.host`);
        await page.locator('.top tbody tr').nth(3).waitFor();
        assert.equal(await overflow(page), 0);
        await screenshot('top-360');
      },
      {
        expectErrors: true,
        context: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
      },
    );
  });
});

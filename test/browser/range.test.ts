import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { idOf, overflow, skip, withConsole, type Shown } from './harness.ts';
import { withPast } from './history.ts';

const day = 86_400;
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Show a range of time' });
const field = (page: Page) => dialog(page).getByRole('textbox', { name: /^range, in/ });

async function open({ page, url, program }: Shown, query = ''): Promise<void> {
  await withPast(page, program, { age: 400 * day });
  await page.goto(`${url}/metrics/VM/${await idOf(program, 'web-01')}${query}`);
  await page.locator('[data-chart=cpu] .value').first().waitFor();
  // Its keys act once it is there.
  await page.getByRole('button', { name: 'range…' }).waitFor();
}

const shown = (page: Page): [from: number, to: number] => {
  const { searchParams } = new URL(page.url());
  return [Number(searchParams.get('from')), Number(searchParams.get('to'))];
};

/** As a paste of the keyboard: the page has no permission to read the clipboard, and needs none. */
const paste = (page: Page, text: string): Promise<void> =>
  page.evaluate(`{
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', ${JSON.stringify(text)});
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  }`);

describe('browser: range', { skip }, () => {
  it('is typed in words, with what it means in the zone, and is among the recent ones after', async () => {
    await withConsole(
      async (console) => {
        const { page, screenshot } = console;
        await open(console);
        await page.keyboard.press('r');
        const means = dialog(page).locator('#range-means');
        await field(page).fill('teatime');
        await means.getByText('no range that can be read').waitFor();
        assert.ok(await dialog(page).getByRole('button', { name: 'show' }).isDisabled());
        await field(page).fill('yesterday 02:00–04:00');
        await means
          .getByText(/^\d{4}-\d\d-\d\d 02:00:00 UTC\+05:30 to \d{4}-\d\d-\d\d 04:00:00 UTC\+05:30: 2\sh$/)
          .waitFor();
        assert.match(await dialog(page).getByLabel('from').inputValue(), /^\d{4}-\d\d-\d\dT02:00(:00)?$/);
        await screenshot('range');
        await field(page).press('Enter');
        await page.waitForURL(/from=\d+&to=\d+$/);
        const [from, to] = shown(page);
        assert.equal(to - from, 7200);
        // Two hours by a clock that is half an hour off that of UTC.
        assert.equal(from % 3600, 1800);
        await page.getByText(/^stands still: .* UTC\+05:30 \(2\sh\)/).waitFor();
        await page.keyboard.press('Escape');
        await page.waitForURL((at) => at.search === '');
        await page.reload();
        await page.locator('[data-chart=cpu] .value').first().waitFor();
        await page.getByRole('button', { name: 'range…' }).click();
        await dialog(page)
          .getByRole('button', { name: /02:00:00 UTC\+05:30 to/ })
          .click();
        await page.waitForURL((at) => at.searchParams.get('from') === String(from));
      },
      { context: { timezoneId: 'Asia/Kolkata' } },
    );
  });

  it('is chosen in fields for its ends, and fits a phone', async () => {
    await withConsole(
      async (console) => {
        const { page, screenshot } = console;
        await open(console);
        await page.getByRole('button', { name: 'range…' }).click();
        await field(page).fill('yesterday');
        const from = dialog(page).getByLabel('from');
        await from.fill((await from.inputValue()).replace(/T.*/, 'T06:30:00'));
        await from.press('Tab');
        assert.match(await field(page).inputValue(), /^\d{4}-\d\d-\d\d 06:30:00\+0[12]:00 – /);
        assert.equal(await overflow(page), 0);
        await screenshot('range-360');
        await dialog(page).getByRole('button', { name: 'show' }).click();
        await page.waitForURL(/from=\d+&to=\d+$/);
      },
      {
        context: { timezoneId: 'Europe/Berlin', viewport: { width: 360, height: 740 }, colorScheme: 'dark' },
      },
    );
  });

  it('is copied with its zone, and shown where it is pasted, in whatever zone; other text is not', async () => {
    await withConsole(
      async (console) => {
        const { page } = console;
        await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
        const to = Math.floor(Date.now() / 1000) - 3600;
        await open(console, `?from=${to - 1800}&to=${to}`);
        await page.keyboard.press('y');
        await page.getByText('copied', { exact: true }).waitFor();
        const copied = await page.evaluate<string>('navigator.clipboard.readText()');
        assert.match(
          copied,
          /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+05:30 – \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+05:30$/,
        );
        await page.keyboard.press('Escape');
        await page.keyboard.press('u');
        await page.waitForURL('**?tz=utc');
        await paste(page, copied);
        await page.waitForURL(/from=/);
        assert.deepEqual(shown(page), [to - 1800, to]);
        await paste(page, '<b>not a range</b>');
        await dialog(page).getByText('no range that can be read').waitFor();
        assert.equal(await field(page).inputValue(), '<b>not a range</b>');
        assert.deepEqual(shown(page), [to - 1800, to]);
      },
      { context: { timezoneId: 'Asia/Kolkata' } },
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { eventually } from '../program.ts';
import { skip, withConsole } from './harness.ts';

/** How far the table is scrolled, and what has the focus. */
const place = (page: Page): Promise<{ top: number; focus: string | null }> =>
  page.evaluate(`({
    top: document.querySelector('.machines').scrollTop,
    focus: document.activeElement?.getAttribute('data-id') ?? null,
  })`);

const contexts: readonly (readonly [name: string, context: BrowserContextOptions])[] = [
  ['in a wide window', {}],
  ['on a phone', { viewport: { width: 360, height: 740 } }],
];

describe('browser: back', { skip }, () => {
  for (const [name, context] of contexts) {
    it(`shows a long table where it was, with its focus and what was chosen, ${name}`, async () => {
      await withConsole(
        async ({ page, url }) => {
          await page.goto(`${url}/metrics/VM?sort=name`);
          await page.locator('.machines tbody a').first().waitFor();
          // Beyond the rows that are drawn at first.
          for (let row = 0; row < 90; row++) await page.keyboard.press('j');
          await page.keyboard.press('x');
          await page.getByText('1 chosen').waitFor();
          const before = await place(page);
          assert.ok(before.top > 500 && before.focus !== null, JSON.stringify(before));
          await page.keyboard.press('Enter');
          await page.waitForURL(`**/metrics/VM/${before.focus}*`);
          await page.locator('[data-chart=cpu] canvas').first().waitFor();
          await page.locator('.devices').first().waitFor();
          await page.evaluate('window.scrollTo(0, 200)');
          const scrolled = await page.evaluate<number>('window.scrollY');
          assert.ok(scrolled > 100);
          await page.keyboard.press(']');
          await page.waitForURL((at) => !at.pathname.endsWith(before.focus ?? ''));
          await page.locator('[data-chart=cpu] canvas').first().waitFor();
          await page.goBack();
          await eventually(
            () => page.evaluate<number>('window.scrollY'),
            (top) => Math.abs(top - scrolled) < 2,
            20,
            'the first machine where it was',
          );
          await page.goBack();
          await page.waitForURL('**/metrics/VM?sort=name');
          const same = ({ top, focus }: { top: number; focus: string | null }): boolean =>
            Math.abs(top - before.top) < 2 && focus === before.focus;
          await eventually(() => place(page), same, 10, `the table at ${JSON.stringify(before)}`);
          await page.getByText('1 chosen').waitFor();
          await page.keyboard.press('k');
          assert.notEqual((await place(page)).focus, before.focus);
          // Forward and back again, and after a reload.
          await page.goForward();
          await page.locator('[data-chart=cpu] canvas').first().waitFor();
          await page.goBack();
          await eventually(
            () => place(page),
            ({ top }) => Math.abs(top - before.top) < 60,
            10,
            'the table again',
          );
          await page.reload();
          const left = await page.evaluate<number>('history.state.place.tops[0]');
          assert.ok(Math.abs(left - before.top) < 60, `${left}`);
          await eventually(
            () =>
              page
                .locator('.machines')
                .count()
                .then((count) => (count > 0 ? place(page) : null)),
            (now) => now !== null && Math.abs(now.top - left) < 2,
            30,
            `the table after a reload at ${left}`,
          );
        },
        { guests: 150, context },
      );
    });
  }

  it('shows a page that is opened by a link from its top', async () => {
    await withConsole(
      async ({ page, url }) => {
        await page.goto(`${url}/metrics/VM?sort=name`);
        await page.locator('.machines tbody a').first().waitFor();
        for (let row = 0; row < 90; row++) await page.keyboard.press('j');
        await page.keyboard.press('Enter');
        await page.locator('[data-chart=cpu] canvas').first().waitFor();
        await page.locator('header nav a', { hasText: 'Machines' }).click();
        await page.waitForURL('**/metrics/VM');
        await page.locator('.machines tbody a').first().waitFor();
        assert.equal((await place(page)).top, 0);
      },
      { guests: 150 },
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { idOf, skip, withConsole } from './harness.ts';
import { withPast } from './history.ts';

/** Lets things have happened to every machine: `[seconds ago, kind, sentence]`. */
async function withEvents(
  page: Page,
  events: readonly (readonly [ago: number, string, string])[],
): Promise<number> {
  const now = Math.floor(Date.now() / 1000);
  const answer = events.map(([ago, kind, text]) => {
    return { time: now - ago, class: 'VM', id: '', name: '', kind, from: null, to: null, text, uri: null };
  });
  await page.route(/\/metrics\/VM\/[^/]+\/events\?/, (route) => route.fulfill({ json: { events: answer } }));
  return now;
}

const happened = [
  [5400, 'migrated', 'web-01 migrated from host3 to host4'],
  [3000, 'device-added', 'web-01 has a new disk vdb'],
  [1800, 'paused', 'web-01 was paused'],
  [1500, 'resumed', 'web-01 runs again'],
] as const;

describe('browser: events', { skip }, () => {
  it('marks what happened on the time axis and lists it, newest first', async () => {
    await withConsole(async ({ page, url, program, screenshot }) => {
      await withPast(page, program, { age: 86_400, gaps: [{ from: 1800, to: 1500, code: 'not-running' }] });
      await withEvents(page, happened);
      await page.goto(`${url}/metrics/VM/${await idOf(program, 'web-01')}?window=2h`);
      const items = page.locator('.events li');
      await items.nth(3).waitFor();
      const texts = await items.allInnerTexts();
      assert.match(texts[0] ?? '', /^\d\d:\d\d:\d\d\s+▷\s+web-01 runs again$/);
      assert.match(texts[3] ?? '', /⇄\s+web-01 migrated from host3 to host4$/);
      await screenshot('machine-events');
    });
  });

  it('folds what happened alike, and the starts of virtscope, into one line each with all its times', async () => {
    await withConsole(async ({ page, url, program }) => {
      await withPast(page, program, { age: 86_400 });
      const restart = (ago: number) =>
        [
          [ago, 'virtscope-stopped', 'virtscope stopped'],
          [ago - 5, 'virtscope-started', 'virtscope started'],
        ] as const;
      const flap = (ago: number) => [ago, 'paused', 'web-01 was paused'] as const;
      const now = await withEvents(page, [
        ...restart(5000),
        flap(4000),
        ...restart(3000),
        flap(2000),
        ...restart(1000),
      ]);
      await page.goto(`${url}/metrics/VM/${await idOf(program, 'web-01')}?window=2h`);
      const items = page.locator('.events > ul > li');
      await items.nth(1).waitFor();
      assert.match(await items.nth(0).innerText(), /virtscope restarted 3 times/);
      assert.match(await items.nth(1).innerText(), /‖\s+web-01 was paused, 2 times/);
      assert.equal(await items.count(), 2);
      await items.nth(1).getByText('earlier').press('Enter');
      const earlier = page.getByRole('list', { name: 'web-01 was paused, 2 times: earlier times' });
      await earlier.getByRole('button').press('Enter');
      await page.waitForURL(/&from=\d+&to=\d+$/);
      const { searchParams } = new URL(page.url());
      assert.equal((Number(searchParams.get('from')) + Number(searchParams.get('to'))) / 2, now - 4000);
    });
  });

  it('leads from the list to the instant on all charts, and zooms to it', async () => {
    await withConsole(async ({ page, url, program }) => {
      await withPast(page, program, { age: 86_400 });
      const now = await withEvents(page, happened);
      await page.goto(`${url}/metrics/VM/${await idOf(program, 'web-01')}?window=2h`);
      const migrated = page.locator('.events button').nth(3);
      await migrated.focus();
      await page
        .locator('.instant')
        .getByText(/^at \d\d:\d\d/)
        .waitFor();
      await page.keyboard.press('Enter');
      await page.waitForURL(/&from=\d+&to=\d+$/);
      const { searchParams } = new URL(page.url());
      const [from, to] = [Number(searchParams.get('from')), Number(searchParams.get('to'))];
      assert.equal((from + to) / 2, now - 5400);
    });
  });

  it('is walked with e and E on a chart, which speaks what happened', async () => {
    await withConsole(async ({ page, url, program }) => {
      await withPast(page, program, { age: 86_400 });
      await withEvents(page, happened);
      await page.goto(`${url}/metrics/VM/${await idOf(program, 'web-01')}?window=2h`);
      await page.locator('.events li').nth(3).waitFor();
      await page.getByText('rows of 1\u00a0min').waitFor();
      const chart = page.locator('[data-chart=cpu] .plots');
      await chart.focus();
      await page.keyboard.press('e');
      await page.keyboard.press('e');
      assert.match((await chart.getAttribute('aria-valuetext')) ?? '', /\. web-01 has a new disk vdb$/);
      await page.keyboard.press('E');
      assert.match((await chart.getAttribute('aria-valuetext')) ?? '', /\. web-01 migrated from/);
    });
  });

  it('shows that the real program has started', async () => {
    await withConsole(async ({ page, url, program }) => {
      await page.goto(`${url}/metrics/VM/${await idOf(program, 'web-01')}`);
      await page.locator('.events li').first().waitFor();
      assert.match((await page.locator('.events li').allInnerTexts()).join('\n'), /◇\s+virtscope/i);
    });
  });
});

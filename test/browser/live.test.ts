import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { eventually, startProgram } from '../program.ts';
import { idOf, skip, withConsole, withPage } from './harness.ts';

/** Rows of a second for ten seconds, then of two: what a long window shows is coarser than samples within a minute. */
const config = 'interval: 1s\nhistory: { archives: { VM: 10s 2s:1h } }\n';

/** Questions for history from now on: what they asked, and how many rows they brought. */
function histories(page: Page): { asked: URLSearchParams; rows: Promise<number> }[] {
  const all: { asked: URLSearchParams; rows: Promise<number> }[] = [];
  page.on('response', (response) => {
    const { pathname, searchParams: asked } = new URL(response.url());
    // The small lines of a table are not charts.
    if (!pathname.endsWith('/history') || asked.get('metrics') === 'cpu.usage') return;
    const rows = response.json().then(({ start, end, step }) => Math.round((end - start) / step));
    all.push({ asked, rows });
  });
  return all;
}

/** Times at which a chart's rows end, newest first. */
const ends = (page: Page): Promise<string[]> => page.locator('.chart-table tbody th').allInnerTexts();

describe('browser: live rows', { skip }, () => {
  it('shows a page whose first requests found the server busy', async () => {
    await withConsole(
      async ({ page, url, program }) => {
        const busy = {
          status: 503,
          contentType: 'application/problem+json',
          body: '{"detail":"Cannot answer: busy"}',
        };
        for (const path of ['**/history?*', '**/metrics/host']) {
          await page.route(path, (route) => route.fulfill(busy), { times: 1 });
        }
        await page.goto(`${url}/metrics/VM/${await idOf(program, 'web-01')}`);
        await page.locator('[data-chart=cpu] .value').first().waitFor();
        await page.goto(url);
        await page.locator('[data-chart=cpu] .value').first().waitFor();
      },
      { expectErrors: true },
    );
  });

  it('come from the stream in each window while rows are samples, without a question', async () => {
    await withConsole(async ({ page, url, program }) => {
      const id = await idOf(program, 'web-01');
      const both = `${id},${await idOf(program, 'db-01')}`;
      for (const path of [`VM/${id}?`, `VM/compare?ids=${both}&metrics=cpu.cores&`]) {
        for (const window of ['10m', '2h', '7d', '1y']) {
          const asked = histories(page);
          await page.goto(`${url}/metrics/${path}window=${window}&table=cpu.cpu-cores`);
          await page.locator('.chart-table tbody tr').first().waitFor();
          const before = await ends(page);
          await eventually(
            () => ends(page),
            (after) => after.length >= before.length + 3 || after[2] !== before[2],
            15,
            `three newer rows on ${path}${window}`,
          );
          assert.equal(asked.length, 1, `${path}${window}`);
          page.removeAllListeners('response');
        }
      }
    });
  });

  it('are asked for one by one where they are coarser than samples, never what is there already', async () => {
    await using program = await startProgram(['--demo', '3'], config);
    await withPage(program, async ({ page, url }) => {
      const id = await idOf(program, 'web-01');
      await eventually(
        () => program.json<{ step: number }>(`/metrics/VM/${id}/history?metrics=cpu.usage&start=-3600`),
        ({ step }) => step === 2,
        60,
        'rows of two seconds',
      );
      const compared = `VM/compare?ids=${id}&metrics=cpu.cores&window=`;
      for (const path of [
        `VM/${id}?window=2h`,
        `VM/${id}?window=7d`,
        `VM/${id}?window=1y`,
        `${compared}2h`,
      ]) {
        const asked = histories(page);
        await page.goto(`${url}/metrics/${path}&table=cpu.cpu-cores`);
        await page.getByText('rows of 2\u00a0s').waitFor();
        const before = await ends(page);
        await eventually(
          () => ends(page),
          (after) => after.length >= before.length + 2,
          20,
          `two newer rows on ${path}`,
        );
        const [first, ...newer] = asked;
        assert.ok((await first!.rows) >= before.length);
        assert.ok(newer.length >= 1, `${newer.length} questions`);
        for (const { asked: of, rows } of newer) {
          assert.ok(Number(of.get('start')) > 1e9, 'from the end of the newest row, not of a window');
          assert.ok((await rows) <= 3, `${await rows} rows`);
        }
        const times = await ends(page);
        assert.equal(new Set(times).size, times.length);
        page.removeAllListeners('response');
      }
    });
  });

  it('are asked for at a modest rate where machines are ranked', async () => {
    await withConsole(async ({ page, url, program }) => {
      await idOf(program, 'web-01');
      await page.clock.install();
      let asked = 0;
      page.on('request', (request) => void (request.url().includes('/top?metric') && asked++));
      const settled = (count: number): Promise<number> =>
        eventually(
          () => Promise.resolve(asked),
          (seen) => seen === count,
          10,
          `${count} rankings`,
        );
      await page.goto(`${url}/metrics/VM/top`);
      await page.locator('.top tbody tr').first().waitFor();
      assert.equal(asked, 1);
      await page.clock.runFor(4500);
      assert.equal(asked, 1);
      await page.clock.runFor(1000);
      await settled(2);
      await page.keyboard.press('2');
      await settled(3);
      await page.waitForURL('**window=1h');
      await page.locator('.top-page [aria-busy=false]').waitFor();
      await page.clock.runFor(25_000);
      assert.equal(asked, 3);
      // The half minute begins once trends are drawn too, which no clock of the page moves on.
      await page.clock.runFor(32_000);
      await settled(4);
    });
  });
});

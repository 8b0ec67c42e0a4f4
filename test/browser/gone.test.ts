import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { eventually, startProgram } from '../program.ts';
import { idOf, skip, withConsole, withPage } from './harness.ts';

const interval = 'interval: 1s\n';

describe('browser: gone', { skip }, () => {
  it('leads to machines that were removed, whose page shows since when, and their history', async () => {
    const state = mkdtempSync(join(tmpdir(), 'virtscope-gone-'));
    try {
      await using before = await startProgram(['--demo', '13'], interval, state);
      // By the demo's schedule, which follows the wall clock, it neither hangs nor stops.
      const id = await idOf(before, 'cache-01');
      const history = `/metrics/VM/${id}/history?metrics=cpu.usage`;
      await eventually(
        () => before.json<{ columns: Record<string, unknown[]> }>(history),
        ({ columns }) => (columns['cpu.usage']?.length ?? 0) > 4,
        15,
        'five rows',
      );
      await before.stop();
      await using program = await startProgram(['--demo', '10'], interval, state);
      await idOf(program, 'web-01');
      await withPage(program, async ({ page, url, screenshot }) => {
        await page.goto(`${url}/metrics/VM`);
        await page.getByRole('button', { name: '3 removed, with history' }).click();
        await page.waitForURL('**/metrics/VM?gone=1');
        await page.getByRole('link', { name: 'cache-01' }).click();
        await page.getByRole('heading', { level: 1, name: 'cache-01' }).waitFor();
        await page.getByText(/^removed, since \d\d:\d\d:\d\d UTC/).waitFor();
        // The windows end where its samples do.
        await page.getByText(/^ends with the last sample, \d\d:\d\d:\d\d UTC$/).waitFor();
        const value = page.locator('[data-chart=cpu] .legend .value');
        await value.first().waitFor();
        await page.locator('[data-chart=cpu] .plots').focus();
        await page.keyboard.press('+');
        await page.waitForURL(/\?from=\d+&to=\d+$/);
        await page.getByRole('button', { name: 'back to the end' }).click();
        await page.getByText(/^ends with the last sample/).waitFor();
        const device = page.locator('.devices .unknown').first();
        assert.equal(await device.getAttribute('title'), 'the machine was removed');
        await page.locator('[data-chart=cpu] .plots').focus();
        await page.keyboard.press('Home');
        // On a loaded machine the first intervals have no poll.
        for (let row = 1; row < 10 && (await value.count()) === 0; row++)
          await page.keyboard.press('ArrowRight');
        await value.first().waitFor();
        await screenshot('gone');
      });
    } finally {
      rmSync(state, { recursive: true });
    }
  });

  it('gives what is shown as CSV: the same rows of the lines that are shown', async () => {
    await withConsole(async ({ page, url, program }) => {
      await page.goto(`${url}/metrics/VM/${await idOf(program, 'web-01')}?hide=memory.used,balloon.current`);
      await page.locator('[data-chart=cpu] .value').first().waitFor();
      const rows = async (): Promise<string[]> => {
        const waiting = page.waitForEvent('download');
        await page.getByRole('link', { name: 'CSV of what is shown' }).click();
        return readFileSync(await (await waiting).path(), 'utf8')
          .trim()
          .split(/\r?\n/);
      };
      const [titles = '', ...lines] = await rows();
      assert.match(titles, /^time,web-01 cpu\./);
      assert.ok(titles.includes('memory.host') && !/memory\.used|balloon|cpu\.0/.test(titles), titles);
      assert.ok(lines.length > 1, lines.join());
      await page.goto(
        `${url}/metrics/VM/compare?ids=${await idOf(program, 'web-01')},${await idOf(program, 'db-01')}`,
      );
      await page.locator('[data-chart=cpu-cores] .value').first().waitFor();
      assert.match((await rows())[0] ?? '', /web-01 cpu\.cores.*db-01 net\.rx\.bytes/);
    });
  });
});

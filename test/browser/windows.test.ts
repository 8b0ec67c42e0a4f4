import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { eventually } from '../program.ts';
import { idOf, skip, withConsole, type Shown } from './harness.ts';
import { withPast } from './history.ts';

const day = 86_400;

async function open({ page, url, program }: Shown, query = ''): Promise<void> {
  await page.goto(`${url}/metrics/VM/${await idOf(program, 'web-01')}${query}`);
  await page.locator('[data-chart=cpu] .value').first().waitFor();
}

const spoken = (page: Page): Promise<string | null> =>
  page.locator('[data-chart=cpu] .plots').getAttribute('aria-valuetext');

async function drag(page: Page, chart: string, from: number, to: number): Promise<void> {
  const box = await page.locator(`[data-chart=${chart}] .u-over`).first().boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width * from, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, box.y + 60, { steps: 4 });
  await page.mouse.up();
}

const stretch = (page: Page): [from: number, to: number] => {
  const { searchParams } = new URL(page.url());
  return [Number(searchParams.get('from')), Number(searchParams.get('to'))];
};

/** Where a share of a plot's width is on the screen, so many pixels below its top. */
async function place(page: Page, chart: string, share: number, y: number): Promise<[x: number, y: number]> {
  const box = await page.locator(`[data-chart=${chart}] .u-over`).first().boundingBox();
  assert.ok(box);
  return [box.x + box.width * share, box.y + y];
}

describe('browser: windows', { skip }, () => {
  it('shows ten minutes, an hour, a day, a week, a month and a year on 1 to 6, each in the rows that reach back, in one request', async () => {
    await withConsole(async (shown) => {
      const { page, program, screenshot } = shown;
      const asked = await withPast(page, program, { age: 400 * day });
      await open(shown);
      await page.keyboard.press('2');
      await page.getByText('rows of 1\u00a0min').waitFor();
      await page.waitForURL('**?window=1h');
      await page.keyboard.press('3');
      await page.getByText('rows of 1\u00a0h').waitFor();
      await page.waitForURL('**?window=1d');
      await page.keyboard.press('4');
      await page.getByText('(rows of 10\u00a0min are not kept for so long)').waitFor({ state: 'attached' });
      await screenshot('machine-week');
      await page.keyboard.press('5');
      await page.getByText('rows of 1\u00a0d').waitFor();
      await page.waitForURL('**?window=31d');
      await page.keyboard.press('6');
      await page.waitForURL('**?window=1y');
      await page.getByText('(rows of 12\u00a0h are not kept for so long)').waitFor({ state: 'attached' });
      assert.match((await spoken(page)) ?? '', /^\d+\s[A-Z][a-z]{2}\s\d{4}: used \d/);
      await screenshot('machine-year');
      assert.equal(asked.length, 6);
      await page.keyboard.press('1');
      await page.waitForURL('**?window=10m');
      await eventually(
        () => spoken(page),
        (text) => /^\d\d:\d\d:\d\d: /.test(text ?? ''),
        5,
        'rows of a second',
      );
    });
  });

  it('shows what rows hide between their least and their greatest, in legend, words and table', async () => {
    await withConsole(async (shown) => {
      const { page, program, screenshot } = shown;
      await withPast(page, program, {
        age: 400 * day,
        gaps: [{ from: 3 * day, to: 2.5 * day, code: 'stuck' }],
      });
      await open(shown, '?window=7d');
      const legend = page.locator('[data-chart=cpu] .legend li').first();
      await legend.getByText(/^\s*\(\d+(\.\d)?–\d+\s%\)$/).waitFor();
      assert.match((await spoken(page)) ?? '', /: used \d+\s% \(\d+(\.\d)?–\d+\s%\); steal/);
      await page
        .locator('[data-chart=cpu] .gaps')
        .getByText(/^Gap .* QEMU does not answer\.$/)
        .waitFor();
      await screenshot('machine-band');
      await page.keyboard.press('t');
      const table = page.getByRole('region', { name: 'CPU, table' });
      await table.locator('tbody tr').first().waitFor();
      const heads = await table.locator('thead th').allTextContents();
      assert.equal(heads.join(), 'UTC,used,used: min,used: max,steal,steal: min,steal: max');
      const cells = await table.locator('tbody tr').first().locator('td').allInnerTexts();
      const [average, least, greatest] = cells.map((cell) => Number.parseFloat(cell));
      assert.ok(least! < average! && average! < greatest!, cells.join());
      await page.keyboard.press('t');
      await page.keyboard.press('1');
      await legend.getByText('(').waitFor({ state: 'detached' });
    });
  });

  it('lists all gaps of a year with the year, the newest two beside the chart', async () => {
    await withConsole(async (shown) => {
      const { page, program } = shown;
      // Of whole days, a little after midnight.
      const today = (Date.now() / 1000) % day;
      const gap = (age: number, code: string) => {
        return { from: (age + 2) * day + today - 60, to: age * day + today - 60, code };
      };
      const gaps = [gap(300, 'stuck'), gap(200, 'away'), gap(100, 'unreachable'), gap(50, 'not-running')];
      await withPast(page, program, { age: 400 * day, gaps });
      await open(shown, '?window=1y');
      const cpu = page.locator('[data-chart=cpu]');
      await cpu.locator('.gaps').getByText(/^Gap .*\s\d{4}\s.* cannot be reached, .* is not running\.$/).waitFor(); // prettier-ignore
      await cpu.getByText('all 4 gaps').click();
      const all = await cpu.locator('details.gaps li').allInnerTexts();
      assert.equal(all.length, 4);
      for (const line of all) assert.match(line, /^\d+\s[A-Z][a-z]{2}\s\d{4} \d\d:\d\d–/);
      assert.match(all[3] ?? '', /QEMU does not answer$/);
    });
  });

  it('shows no latency where nothing happened', async () => {
    await withConsole(async (shown) => {
      const { page, url, program } = shown;
      await withPast(page, program, { age: 400 * day, gaps: [{ from: 3600, to: -60, code: 'idle' }] });
      const to = Math.floor(Date.now() / 1000);
      await page.goto(`${url}/metrics/VM/${await idOf(program, 'web-01')}?from=${to - 3600}&to=${to}`);
      const disk = page.locator('[data-chart=disk]');
      const plots = disk.locator('.plots');
      // Keys move the cursor along the rows that have arrived.
      await disk.locator('.plots:not([aria-valuetext="no data yet"])').waitFor();
      await plots.focus();
      await page.keyboard.press('End');
      for (const name of ['read latency', 'write latency']) {
        const item = disk.locator('.legend li', { hasText: name });
        await item.locator('.unknown[title="nothing happened in this interval"]').waitFor();
        assert.doesNotMatch(await item.innerText(), /\d/);
      }
      const said = await plots.getAttribute('aria-valuetext');
      assert.match(said ?? '', /read latency unknown, nothing happened in this interval/);
    });
  });

  it('offers two hours where the address names them', async () => {
    await withConsole(async (shown) => {
      const { page } = shown;
      await open(shown, '?window=2h');
      const bar = page.getByRole('group', { name: 'time shown by the charts' });
      await bar.locator('button[aria-pressed=true]').getByText('2 h', { exact: true }).waitFor();
      await page.keyboard.press('1');
      await bar.getByText('2 h', { exact: true }).waitFor({ state: 'detached' });
    });
  });

  it('begins where history begins in a window that is longer, and tells since when; what was zoomed to is not cut', async () => {
    await withConsole(async (shown) => {
      const { page, program } = shown;
      await withPast(page, program, { age: 3 * 3600 });
      await open(shown, '?window=7d');
      const begins = page.locator('.begins');
      await begins.getByText(/^history begins .*\d\d:\d\d(:\d\d)? UTC/).waitFor();
      const gaps = page.locator('[data-chart=cpu] .gaps', { hasText: 'before history begins' });
      assert.equal(await gaps.count(), 0);
      assert.equal(await begins.getByRole('button').count(), 0);
      const now = Math.floor(Date.now() / 1000);
      await open(shown, `?window=7d&from=${now - 12 * 3600}&to=${now}`);
      await gaps.waitFor();
      await begins.getByRole('button', { name: 'show from there' }).click();
      await page.getByText(/^stands still: .* \([23]\sh/).waitFor();
      await begins.waitFor({ state: 'detached' });
    });
  });

  it('keeps a stretch still that was dragged out, fetches its rows once, and leads back with Escape', async () => {
    await withConsole(async (shown) => {
      const { page, program } = shown;
      const asked = await withPast(page, program, { age: 400 * day });
      await open(shown, '?window=7d');
      await page.getByText('rows of 1\u00a0h').waitFor();
      await drag(page, 'memory', 0.4, 0.6);
      await page.waitForURL(/\?window=7d&from=\d+&to=\d+$/);
      await page.getByText(/^stands still: /).waitFor();
      const [from, to] = stretch(page);
      assert.ok(Math.abs((to - from) / (7 * day) - 0.2) < 0.01, `${to - from} s`);
      await eventually(
        () => Promise.resolve(asked.length),
        (count) => count === 2,
        5,
        'one more request',
      );
      assert.equal(asked[1]?.get('end'), String(to));
      const still = await spoken(page);
      const seen = new Set<string>();
      await eventually(
        async () => seen.add(await page.locator('.clock').innerText()).size,
        (ticks) => ticks > 3,
        10,
        'three ticks of the clock',
      );
      assert.equal(await spoken(page), still);
      assert.equal(asked.length, 2);
      await page.keyboard.press('Escape');
      await page.waitForURL(/\?window=7d$/);
      await page.goBack();
      await page.waitForURL(/&from=\d+&to=\d+$/);
    });
  });

  it('shows the row under the pointer and the span that is selected while a span is dragged out, also above the chart', async () => {
    await withConsole(async (shown) => {
      const { page, program } = shown;
      await withPast(page, program, { age: 400 * day });
      await open(shown, '?window=7d');
      await page.getByText('rows of 1\u00a0h').waitFor();
      const instant = page.locator('.instant');
      const used = page.locator('[data-chart=cpu] .legend .value').first();
      // Row ends, a pixel beside which is still the same row.
      const [first, second] = [50 / 168, 120 / 168];
      /** What the bar and the legend show where the pointer just is. */
      const pointed = async (share: number, y: number): Promise<string> => {
        await page.mouse.move(...(await place(page, 'cpu', share, y)), { steps: 3 });
        await page.evaluate(
          'new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))',
        );
        return `${(await instant.innerText()).replace(/^.*, at/, 'at')} ${await used.innerText()}`;
      };
      const hovered = [await pointed(first, 40), await pointed(second, 40)];
      await pointed(first, 40);
      await page.mouse.down();
      const dragged = await pointed(second, 60);
      assert.equal(dragged, hovered[1]);
      assert.match(
        await instant.innerText(),
        /^selected \d+\s\w+ \d\d:\d\d–\d+\s\w+ \d\d:\d\d UTC \(2\sd (21|22)\sh\), at /,
      );
      // Above the chart, and beyond its end.
      assert.equal(await pointed(first, -30), hovered[0]);
      assert.equal(await pointed(second, -30), hovered[1]);
      await page.keyboard.press('Escape');
      await page.mouse.up();
      await instant.getByText('newest values').waitFor();
      assert.equal(new URL(page.url()).search, '?window=7d');
    });
  });

  it('zooms with Ctrl and the wheel around the pointer, and pans with Shift and dragging or with arrows', async () => {
    await withConsole(async (shown) => {
      const { page, program } = shown;
      await withPast(page, program, { age: 400 * day });
      await open(shown, '?window=7d');
      const top = async (): Promise<number | undefined> => (await page.locator('.charts').boundingBox())?.y;
      const before = await top();
      await page.locator('[data-chart=cpu] .u-over').hover({ position: { x: 200, y: 40 } });
      await page.keyboard.down('Control');
      await page.mouse.wheel(0, -100);
      await page.mouse.wheel(0, -100);
      await page.keyboard.up('Control');
      await page.waitForURL(/&from=\d+&to=\d+$/);
      const near = (got: number, want: number): void =>
        assert.ok(Math.abs(got - want) < 0.03 * day, `${got} s, not ${want} s`);
      await eventually(
        () => Promise.resolve(stretch(page)),
        ([from, to]) => to - from < 5 * day,
        5,
        'two notches',
      );
      assert.equal(await top(), before, 'the charts stay under the pointer');
      const [from, to] = stretch(page);
      near(to - from, (7 * day) / 1.25 ** 2);
      await page.keyboard.down('Shift');
      await drag(page, 'cpu', 0.2, 0.45);
      await page.keyboard.up('Shift');
      const [left] = stretch(page);
      near(left, from - (to - from) / 4);
      await page.keyboard.press('ArrowRight');
      near(stretch(page)[0], from);
      await page.locator('[data-chart=cpu] .plots').focus();
      await page.keyboard.press('Shift+ArrowLeft');
      near(stretch(page)[0], left);
      await page.keyboard.press('-');
      await page.waitForURL(/\?window=7d$/);
    });
  });

  it('takes a line out of the chart and keeps that in the address', async () => {
    await withConsole(async (shown) => {
      const { page } = shown;
      await open(shown);
      await page.getByRole('button', { name: 'balloon' }).click();
      await page.waitForURL('**?hide=balloon.current');
      await page.reload();
      await page.locator('.legend button[aria-pressed=false]').getByText('balloon').waitFor();
    });
  });
});

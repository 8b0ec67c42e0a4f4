import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eventually } from '../program.ts';
import { idOf, skip, withConsole } from './harness.ts';

describe('browser: machine page', { skip }, () => {
  it('draws the four graphs on one time axis, with the numbers in words', async () => {
    await withConsole(async ({ page, url, program, screenshot }) => {
      await page.goto(`${url}/metrics/VM/${await idOf(program, 'web-01')}`);
      await page.locator('[data-chart=cpu] .value').first().waitFor();
      assert.deepEqual(await page.locator('.chart h2').allInnerTexts(), ['CPU', 'Memory', 'Network', 'Disk']);
      assert.equal(await page.locator('.chart canvas').count(), 5);
      await eventually(
        () => page.locator('[data-chart=cpu] figcaption').textContent(),
        (text) => /used [\d<].*; steal/.test(text ?? ''),
        10,
        'the sentence of the CPU chart',
      );
      assert.match(
        await page.locator('[data-chart=memory] .legend').innerText(),
        /in the guest[^]*on the host/,
      );
      await page.locator('.devices').getByText('vda').waitFor();
      await screenshot('machine-light');
    });
  });

  it('shows what is under the cursor on all charts at once, by pointer and by keys', async () => {
    await withConsole(async ({ page, url, program }) => {
      await page.goto(`${url}/metrics/VM/${await idOf(program, 'web-01')}`);
      await page.locator('[data-chart=cpu] .value').first().waitFor();
      const instant = page.locator('.instant');
      await page.locator('[data-chart=cpu] .u-over').hover({ position: { x: 300, y: 50 } });
      await instant.getByText(/^at \d\d:\d\d:\d\d UTC$/).waitFor();
      const lines = page.locator('.at-cursor');
      assert.equal(await lines.count(), 5);
      for (const line of await lines.all()) assert.ok(await line.isVisible());
      await page.mouse.move(0, 0);
      await instant.getByText('newest values').waitFor();
      await page.locator('[data-chart=net] .plots').focus();
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      await instant.getByText(/^at /).waitFor();
      const spoken = await page.locator('[data-chart=net] .plots').getAttribute('aria-valuetext');
      assert.match(spoken ?? '', /^\d\d:\d\d:\d\d: received .*; sent /);
      await page.keyboard.press('Escape');
      await instant.getByText('newest values').waitFor();
    });
  });

  it('turns charts into tables and back with t, and keeps that in the address', async () => {
    await withConsole(async ({ page, url, program }) => {
      await page.goto(`${url}/metrics/VM/${await idOf(program, 'web-01')}`);
      await page.locator('[data-chart=cpu] .value').first().waitFor();
      await page.locator('[data-chart=cpu] .plots').focus();
      await page.keyboard.press('t');
      await page.getByRole('region', { name: 'CPU, table' }).waitFor();
      assert.equal(await page.locator('.chart-table').count(), 1);
      await page.reload();
      const row = page.getByRole('region', { name: 'CPU, table' }).locator('tbody tr').first();
      await row.waitFor();
      assert.match(await row.innerText(), /^\d\d:\d\d:\d\d\s+(\d|<|–)/);
      await page.keyboard.press('t');
      await page.locator('.chart-table').nth(3).waitFor();
      await page.keyboard.press('t');
      await page.locator('.chart-table').first().waitFor({ state: 'detached' });
    });
  });

  it('names why a value is unknown, and in a program that just started why the past is empty', async () => {
    await withConsole(
      async ({ page, url, program }) => {
        const address = `${url}/metrics/VM/${await idOf(program, 'windows-legacy')}`;
        await page.goto(address);
        await page
          .locator('[data-chart=memory]')
          .getByText(/–: the guest .* memory statistics/)
          .waitFor();
        const now = Math.floor(Date.now() / 1000);
        await page.goto(`${address}?from=${now - 600}&to=${now}`);
        const cpu = page.locator('[data-chart=cpu]');
        // A program that is slow to start may have more gaps.
        const begins = cpu.locator('.gaps', { hasText: 'before history begins' });
        await begins.first().waitFor({ state: 'attached' });
        await cpu.locator('.u-over').hover({ position: { x: 20, y: 50 } });
        // The legend has the reason of the gap, and nothing else says another.
        await cpu.locator('.legend .unknown[title="before history begins"]').first().waitFor();
        assert.doesNotMatch(await cpu.locator('.gaps').first().innerText(), /^–: (?!before history)/);
      },
      { guests: 13 },
    );
  });

  it('zooms by dragging, keeps window and zoom from machine to machine, and goes back', async () => {
    await withConsole(async ({ page, url, program }) => {
      const id = await idOf(program, 'web-01');
      await page.goto(`${url}/metrics/VM/${id}`);
      await page.locator('[data-chart=cpu] .value').first().waitFor();
      await page.keyboard.press('1');
      await page.waitForURL('**?window=10m');
      const box = await page.locator('[data-chart=memory] .u-over').boundingBox();
      assert.ok(box);
      await page.mouse.move(box.x + box.width * 0.4, box.y + 40);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.8, box.y + 60, { steps: 4 });
      await page.mouse.up();
      await page.waitForURL(/\?window=10m&from=\d+&to=\d+$/);
      const { search } = new URL(page.url());
      await page.keyboard.press('[');
      await page.waitForURL((at) => at.search === search && !at.pathname.includes(id));
      await page.getByRole('button', { name: 'back to now' }).click();
      await page.waitForURL('**?window=10m');
      await page.goBack();
      await page.waitForURL((at) => at.search === search);
    });
  });

  it('splits the CPU into its processors', async () => {
    await withConsole(async ({ page, url, program }) => {
      await page.goto(`${url}/metrics/VM/${await idOf(program, 'db-01')}`);
      await page.locator('[data-chart=cpu] .value').first().waitFor();
      await page.getByRole('button', { name: 'per vCPU' }).click();
      await page.locator('[data-chart=cpu] .legend').getByText('CPU 3').waitFor();
      await page.waitForURL('**?cpus=each');
    });
  });

  it('shows that a machine does not exist in the words of the API', async () => {
    await withConsole(
      async ({ page, url }) => {
        await page.goto(`${url}/metrics/VM/00000000-0000-0000-0000-000000000000`);
        await page.getByRole('heading', { name: 'No such machine' }).waitFor();
        await page.getByText(/UNKNOWN/).waitFor();
      },
      { expectErrors: true },
    );
  });

  it('has a page for each metric that names the addresses for programs', async () => {
    await withConsole(async ({ page, url, program }) => {
      const id = await idOf(program, 'web-01');
      await page.goto(`${url}/metrics/VM/${id}`);
      await page.getByText(/^All \d+ metrics$/).click();
      await page.getByRole('link', { name: 'cpu.usage', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'cpu.usage of web-01' }).waitFor();
      const path = new URL(page.url()).pathname;
      assert.equal(path, `/metrics/VM/${id}/cpu.usage/instantaneous`);
      assert.equal(typeof (await program.json(path)), 'number');
    });
  });
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Request } from 'playwright-core';
import { startProgram } from '../program.ts';
import { isClean } from './axe.ts';
import { idOf, overflow, skip, withConsole, withPage } from './harness.ts';

describe('browser: frame', { skip }, () => {
  it('weighs at most 60 KB on the wire for shell and charts, and 80 KB with what the first pages fetch', async () => {
    for (const path of ['/', '/metrics/VM']) {
      await withConsole(async ({ page, url }) => {
        const seen: Request[] = [];
        page.on('requestfinished', (request) => {
          if (/^(document|script|stylesheet|image)$/.test(request.resourceType())) seen.push(request);
        });
        await page.goto(url + path);
        await page.locator('.machines tbody a').first().waitFor();
        await page.locator('.machines .sparkline path.line[d^="M"]').first().waitFor({ state: 'attached' });
        await page.locator('footer').waitFor();
        const shell = readFileSync('console/dist/index.html', 'utf8');
        let [first, all] = [0, 0];
        for (const request of seen) {
          const { responseHeadersSize, responseBodySize } = await request.sizes();
          const bytes = responseHeadersSize + responseBodySize;
          const address = new URL(request.url()).pathname;
          all += bytes;
          if (address === path || shell.includes(address) || address.startsWith('/assets/charts-'))
            first += bytes;
          const coding = await (await request.response())?.headerValue('content-encoding');
          // A hundred bytes get no smaller.
          if (responseBodySize > 100) assert.equal(coding ?? '', 'br', address);
        }
        assert.ok(first > 20_000 && first <= 60_000, `${path}: ${first} bytes of shell and charts`);
        assert.ok(all >= first && all <= 80_000, `${path}: ${all} bytes in all`);
      });
    }
  });

  it('follows the system theme, and a chosen one after a reload', async () => {
    await withConsole(
      async ({ page, url, screenshot }) => {
        const ground = (): Promise<string> =>
          page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
        await page.goto(url);
        await page.locator('[data-chart=cpu] .value').first().waitFor();
        const dark = await ground();
        await screenshot('host-dark');
        await page.getByRole('button', { name: 'theme: auto' }).click();
        await page.getByRole('button', { name: 'theme: light' }).waitFor();
        const light = await ground();
        assert.notEqual(light, dark);
        await page.reload();
        await page.getByRole('button', { name: 'theme: light' }).waitFor();
        assert.equal(await ground(), light);
        await page.getByRole('button', { name: 'theme: light' }).click();
        await page.getByRole('button', { name: 'theme: dark' }).waitFor();
        assert.equal(await ground(), dark);
      },
      { context: { colorScheme: 'dark' } },
    );
  });

  it('needs no sideways scrolling at 360 pixels', async () => {
    await withConsole(
      async ({ page, url, program, screenshot }) => {
        const id = await idOf(program, 'web-01');
        for (const [name, path] of [
          ['host', '/'],
          ['machines', '/metrics/VM'],
          ['machine', `/metrics/VM/${id}`],
        ] as const) {
          await page.goto(url + path);
          await page.locator('.value').first().waitFor();
          assert.equal(await overflow(page), 0, path);
          await screenshot(`${name}-360`);
        }
      },
      { context: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } },
    );
  });

  it('opens the help on ?, lets single keys be switched off there, and goes places with g', async () => {
    await withConsole(async ({ page, url }) => {
      await page.goto(url);
      await page.locator('.machines tbody a').first().waitFor();
      await page.keyboard.press('g');
      await page.keyboard.press('m');
      await page.waitForURL('**/metrics/VM');
      await page.keyboard.press('?');
      const dialog = page.getByRole('dialog', { name: 'keys and help' });
      await dialog.waitFor();
      await dialog.getByLabel('single keys act').uncheck();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      await page.keyboard.press('g');
      await page.keyboard.press('h');
      await page.keyboard.press('?');
      assert.equal(new URL(page.url()).pathname, '/metrics/VM');
      assert.ok(await dialog.isHidden());
    });
  });

  it('freezes the screen on . and shows unmistakably how far it is behind', async () => {
    await withConsole(async ({ page, url, program }) => {
      await page.goto(`${url}/metrics/VM/${await idOf(program, 'web-01')}`);
      const chart = page.locator('[data-chart=cpu] .plots');
      await page.locator('[data-chart=cpu] .value').first().waitFor();
      await page.keyboard.press('.');
      await page.getByText('PAUSED').waitFor();
      const frozen = await chart.getAttribute('aria-valuetext');
      await page.getByText(/behind, [3-9] updates wait/).waitFor();
      assert.equal(await chart.getAttribute('aria-valuetext'), frozen);
      await page.keyboard.press('.');
      await page.locator('.connection.live').waitFor();
      assert.notEqual(await chart.getAttribute('aria-valuetext'), frozen);
    });
  });

  it('follows the table of machines only on pages that draw it, in one stream with the counts', async () => {
    await withConsole(async ({ page, url, program }) => {
      const id = await idOf(program, 'web-01');
      const [streams, tables] = [new Set<string>(), [] as string[]];
      page.on('request', (request) => {
        const address = request.url().slice(url.length);
        if (request.resourceType() === 'eventsource') streams.add(address);
        const isTable = address.startsWith('/metrics/VM?columns=');
        if (isTable && request.resourceType() === 'fetch') tables.push(address);
      });
      const closed = (address: RegExp): Promise<unknown> =>
        page.waitForEvent('requestfailed', (request) => address.test(request.url()));
      const isFollowed = (address: string): boolean =>
        /^\/metrics\/VM\?columns=.*&deltas=1&counts=1$/.test(address);
      const counted = page.getByRole('navigation', { name: 'pages' }).getByText('Machines 12');

      for (const [path, shown] of [
        [`/metrics/VM/${id}/cpu.usage/instantaneous`, '.metric-page .value'],
        ['/metrics/VM/top', '.top tbody tr'],
        ['/status', '.resource-page pre'],
      ] as const) {
        await page.goto(url + path);
        await page.locator(shown).first().waitFor();
        await counted.waitFor();
        await page.locator('.connection.live').waitFor();
      }
      assert.deepEqual([[...streams].filter(isFollowed), tables], [[], []]);
      assert.ok(streams.has('/metrics'));

      streams.clear();
      await page.getByRole('link', { name: 'Machines 12' }).click();
      await page.locator('.c-memory-host.value').first().waitFor();
      await counted.waitFor();
      assert.equal([...streams].length, 1, [...streams].join());
      assert.ok([...streams].every(isFollowed), [...streams].join());

      const left = closed(/&counts=1$/);
      await page.getByRole('link', { name: 'web-01' }).first().click();
      await left;
      await page.locator('[data-chart=cpu] .value').first().waitFor();
      await page.getByRole('navigation', { name: 'machines by name' }).getByText('router-01').waitFor();
      assert.deepEqual(tables, [], 'the names are known of the table');

      streams.clear();
      await page.goto(`${url}/metrics/VM/${id}`);
      await page.getByRole('navigation', { name: 'machines by name' }).getByText('router-01').waitFor();
      assert.deepEqual(tables, ['/metrics/VM?columns=cpu.usage'], 'asked for once, not followed');
      await page.locator('[data-chart=cpu] .value').first().waitFor();
      const others = [...streams].filter((address) => !address.startsWith(`/metrics/VM/${id}`));
      assert.deepEqual(others, ['/metrics'], 'beside the counts only the machine itself is streamed');

      await page.keyboard.press('/');
      await page.keyboard.type('mail');
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: 'mail server' }).waitFor();
      assert.equal(await page.locator('.machines tbody th').count(), 1);
    });
  });

  it('listens to nothing while the tab is hidden', async () => {
    await withConsole(async ({ page, url, program }) => {
      await page.goto(url);
      await page.locator('.machines tbody a').first().waitFor();
      const hide = (hidden: boolean): Promise<void> =>
        page.evaluate(
          `Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
           document.dispatchEvent(new Event('visibilitychange'))`,
        );
      const closed = page.waitForEvent(
        'requestfinished',
        (request) => request.resourceType() === 'eventsource',
      );
      const failed = page.waitForEvent(
        'requestfailed',
        (request) => request.resourceType() === 'eventsource',
      );
      await hide(true);
      await Promise.any([closed, failed]);
      closed.catch(() => {});
      failed.catch(() => {});
      const reopened = page.waitForRequest((request) => request.resourceType() === 'eventsource');
      await hide(false);
      assert.ok((await reopened).url().startsWith(program.url));
    });
  });

  it('keeps what it showed, dimmed and with its age, while the server is away, and returns by itself', async () => {
    await using program = await startProgram(['--demo', '3'], 'interval: 1s\n');
    await withPage(
      program,
      async ({ page, url, screenshot }) => {
        await page.goto(`${url}/metrics/VM`);
        await page.locator('.c-cpu-cores.value').first().waitFor();
        await page.locator('.connection.live').waitFor();
        await program.stop();
        await page.getByText('reconnecting').waitFor();
        await page.getByText(/data from \d+\ss ago/).waitFor();
        await page.locator('main.stale .c-cpu-cores.value').first().waitFor();
        await isClean(page, { rules: ['color-contrast'], where: 'reconnecting' });
        await screenshot('reconnecting');
        const listen = ['--listen', new URL(url).host];
        await using again = await startProgram(['--demo', '3', ...listen], 'interval: 1s\n');
        assert.equal(again.url, url);
        await page.locator('.connection.live').waitFor();
        await page.locator('main.stale').waitFor({ state: 'detached' });
      },
      { viewport: { width: 360, height: 740 } },
      true,
    );
  });
});

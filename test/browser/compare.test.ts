import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eventually } from '../program.ts';
import { idOf, overflow, skip, withConsole } from './harness.ts';

const titles = ['CPU, of a core', 'memory on the host', 'disk written', 'network received'];

describe('browser: compare', { skip }, () => {
  it('compares what was chosen with x in the table, a chart for each metric, in one request, and grows it live', async () => {
    await withConsole(async ({ page, url, screenshot }) => {
      await page.goto(`${url}/metrics/VM?sort=name`);
      await page.locator('.machines tbody a').first().waitFor();
      const names = await page.locator('.machines tbody a').allInnerTexts();
      for (let row = 0; row < 3; row++) {
        await page.keyboard.press('j');
        await page.keyboard.press('x');
      }
      await page.getByText('3 chosen').waitFor();
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.keyboard.press('c');
      await page.waitForURL('**/metrics/VM/compare?ids=*');
      await page.locator('[data-chart=cpu-cores] .value').first().waitFor();
      assert.deepEqual(await page.locator('.chart h2').allInnerTexts(), titles);
      const legend = await page.locator('[data-chart=cpu-cores] .legend button').allInnerTexts();
      assert.deepEqual(legend, names.slice(0, 3));
      // The small lines of the table ask for histories too, late on a loaded machine.
      const histories = (): string[] =>
        asked.filter((address) => /history\?metrics=.*memory\.host/.test(address));
      assert.deepEqual(histories().slice(1), []);
      const chart = page.locator('[data-chart=cpu-cores] .plots');
      const reading = await chart.getAttribute('aria-valuetext');
      await eventually(
        () => chart.getAttribute('aria-valuetext'),
        (newer) => newer !== reading,
        10,
        'a newer row',
      );
      assert.equal(histories().length, 1);
      await screenshot('compare');
    });
  });

  it('keeps machines, metrics and layout in the address; colours stay when a machine is added or taken out', async () => {
    await withConsole(async ({ page, url, program }) => {
      const ids = [await idOf(program, 'web-01'), await idOf(program, 'db-01')];
      await page.goto(`${url}/metrics/VM/compare?ids=${ids.join(',')}&window=2h`);
      const colours = (): Promise<(string | null)[]> =>
        page.locator('.members .key').evaluateAll((keys) => keys.map((key) => key.getAttribute('style')));
      await page.locator('[data-chart=cpu-cores] .value').first().waitFor();
      const before = await colours();
      await page.getByLabel('add a machine').fill('mail server');
      await page.getByLabel('add a machine').press('Tab');
      await page.waitForURL(new RegExp(`ids=${ids.join('%2C')}%2C`));
      await page.locator('[data-chart=cpu-cores] .legend').getByText('mail server').waitFor();
      assert.deepEqual((await colours()).slice(0, 2), before);
      await page.getByText('4 of 16 metrics').click();
      await page.getByRole('checkbox', { name: 'steal' }).check();
      await page.getByRole('checkbox', { name: 'memory on the host' }).uncheck();
      await page.locator('[data-chart=cpu-steal]').waitFor();
      await page.getByRole('button', { name: 'take out web-01' }).click();
      await page.keyboard.press('v');
      await page.waitForURL('**&layout=apart');
      await page.reload();
      await page.getByRole('heading', { level: 2, name: 'mail server' }).nth(3).waitFor();
      assert.deepEqual(await page.locator('h2.measure').allInnerTexts(), [
        'CPU, of a core',
        'steal',
        'disk written',
        'network received',
      ]);
      assert.equal(await page.locator('.chart').count(), 8);
      await page.locator('.chart .u-wrap').first().waitFor();
      await page.locator('.chart .gaps').getByText(/^Gap /).first().waitFor();
      const wider = `[...document.querySelectorAll('.chart')].filter((chart) =>
        (chart.querySelector('.u-wrap')?.clientWidth ?? 0) > chart.clientWidth).length`;
      assert.equal(await page.evaluate(wider), 0);
    });
  });

  it('names the gaps of each machine with their reasons, and draws no healthy line in the red of what is wrong', async () => {
    await withConsole(
      async ({ page, url, program }) => {
        const ids = [await idOf(program, 'web-01'), await idOf(program, 'windows-legacy')];
        // Of a program that has just started the last rows are all there are: the axis would begin with the gap.
        await eventually(
          () =>
            program.json<{ data: (number | null)[] }>(`/metrics/VM/${ids[0]}/cpu.cores/history?start=-60`),
          ({ data }) => data.filter((value) => value !== null).length > 5,
          60,
          'six rows',
        );
        await page.route('**/metrics/VM/history?*', async (route) => {
          assert.match(route.request().url(), /gaps=1/);
          const answer = await program.json<{
            start: number;
            end: number;
            step: number;
            series: { id: string; data: (number | null)[]; gaps: object[] }[];
          }>(route.request().url().slice(url.length));
          for (const series of answer.series) {
            if (series.id !== ids[1]) continue;
            series.data.splice(-2, 2, null, null);
            series.gaps = [
              {
                start: answer.end - 2 * answer.step,
                end: answer.end,
                reason: 'QEMU does not answer',
                code: 'stuck',
              },
            ];
          }
          await route.fulfill({ json: answer });
        });
        await page.goto(`${url}/metrics/VM/compare?ids=${ids.join(',')}`);
        const own = page.locator('[data-chart=cpu-cores] figcaption');
        await own
          .getByText(/windows-legacy \d\d:\d\d:\d\d–\d\d:\d\d:\d\d .*does not answer/)
          .first()
          .waitFor();
        const colours = await page.evaluate<string[]>(`[...Array(8).keys(), 'alarm'].map((place) => {
          const probe = document.body.appendChild(document.createElement('i'));
          probe.style.color = place === 'alarm' ? 'var(--red)' : 'var(--cycle-' + place + ')';
          return getComputedStyle(probe).color;
        })`);
        const hue = (colour: string): number => {
          const [r = 0, g = 0, b = 0] = (colour.match(/\d+/g) ?? []).map(Number);
          return (Math.atan2(Math.sqrt(3) * (g - b), 2 * r - g - b) * 180) / Math.PI;
        };
        const red = hue(colours.at(-1) ?? '');
        for (const colour of colours.slice(0, -1)) assert.ok(Math.abs(hue(colour) - red) > 25, colour);
      },
      { guests: 13 },
    );
  });

  it('adds machines by words, and all of the same kind, and names lines at their ends', async () => {
    await withConsole(
      async ({ page, url, program, screenshot }) => {
        await page.addInitScript(`{
          const { fillText } = CanvasRenderingContext2D.prototype;
          window.drawnTexts = new Set();
          CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
            if (x > this.canvas.width - 108) window.drawnTexts.add(text);
            return fillText.call(this, text, x, y);
          };
        }`);
        const ids = (): string[] => new URL(page.url()).searchParams.get('ids')?.split(',') ?? [];
        const web = await idOf(program, 'web-01');
        await page.goto(`${url}/metrics/VM/compare?ids=${web}`);
        const field = page.getByLabel('add a machine');
        await field.fill('DB');
        const matches = page.getByRole('list', { name: 'machines that match' });
        await matches.getByRole('button', { name: 'db-01' }).click();
        await page.waitForURL(/%2C/);
        assert.deepEqual(ids(), [web, await idOf(program, 'db-01')]);
        await field.fill('cache');
        await field.press('Enter');
        await page.waitForURL(/%2C.*%2C/);
        await page.getByRole('button', { name: 'take out db-01' }).click();
        await page.getByRole('button', { name: /^take out cache/ }).click();
        const kinds = page.getByRole('list', { name: 'machines of the same kind' });
        await kinds.getByRole('button', { name: /^named web-…/ }).click();
        await page.waitForURL(/%2C/);
        assert.equal(ids()[0], web);
        const names = await page.locator('.members > ul > li > a').allInnerTexts();
        assert.ok(names.length > 1 && names.every((name) => /^web-\d+$/.test(name)), names.join());
        await kinds.getByRole('button', { name: /^on / }).click();
        await page.getByText('20 machines are the most at a time.').waitFor();
        assert.equal(ids().length, 20);
        await eventually(
          () => page.evaluate<string[]>('[...drawnTexts]'),
          (drawn) => drawn.some((text) => /^[a-z]+-\d+$/.test(text)),
          10,
          'names at the ends of lines',
        );
        await screenshot('compare-kind');
      },
      { guests: 40 },
    );
  });

  it('shows how to begin when nothing is chosen, and fits a phone', async () => {
    await withConsole(
      async ({ page, url, program, screenshot }) => {
        await page.goto(`${url}/metrics/VM/compare`);
        await page.getByText(/^Choose machines in the table/).waitFor();
        const ids = [await idOf(program, 'web-01'), await idOf(program, 'db-01')];
        await page.goto(`${url}/metrics/VM/compare?ids=${ids.join(',')}`);
        await page.locator('[data-chart=cpu-cores] .value').first().waitFor();
        assert.equal(await overflow(page), 0);
        await screenshot('compare-360');
      },
      { context: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } },
    );
  });
});

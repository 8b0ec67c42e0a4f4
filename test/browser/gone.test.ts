import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readFileSync } from 'node:fs';
import { idOf, skip, withConsole } from './harness.ts';
import { withPast } from './history.ts';

/** What is told of every machine, and nothing here depends on. */
const rest = {
  class: 'VM',
  source: 'libvirt',
  demo: true,
  stateReason: null,
  trouble: null,
  labels: {},
  devices: [{ kind: 'disk', key: 'vda', labels: {} }],
};

describe('browser: gone', { skip }, () => {
  it('leads to machines that are gone, whose page says since when and shows their history', async () => {
    await withConsole(async ({ page, url, program, screenshot }) => {
      const id = '00000000-0000-4000-8000-000000000001';
      const since = Math.floor(Date.now() / 1000) - 3700;
      const gone = { id, name: 'old-web', uri: `/metrics/VM/${id}`, state: 'gone' };
      const host = (await program.json<{ id: string }[]>('/hosts'))[0]?.id ?? null;
      await withPast(page, program, { age: 86_400, gap: { from: 3700, to: 0, code: 'gone' } });
      await page.route(/\/metrics\/VM\?gone=1/, (route) => route.fulfill({ json: [gone] }));
      await page.route(`${url}/metrics/VM/${id}`, (route) =>
        route.request().resourceType() === 'document'
          ? route.continue()
          : route.fulfill({
              contentType: 'text/event-stream',
              body: `retry: 60000\nevent: gone\ndata: {"id":"${id}"}\n\n`,
            }),
      );
      await page.route(`${url}/vms/${id}`, (route) =>
        route.fulfill({
          json: { ...gone, uuid: id, host, ...rest, stateSince: since },
        }),
      );
      await page.route(new RegExp(`/metrics/VM/${id}/events`), (route) =>
        route.fulfill({ json: { events: [] } }),
      );
      await page.goto(`${url}/metrics/VM`);
      await page.getByRole('button', { name: '1 gone, with history' }).click();
      await page.waitForURL('**/metrics/VM?gone=1');
      await page.getByRole('link', { name: 'old-web' }).click();
      await page.getByRole('heading', { level: 1, name: 'old-web' }).waitFor();
      await page.getByText(/^gone, since .*UTC \(1\sh 1\smin\)/).waitFor();
      await page.keyboard.press('2');
      await page
        .locator('[data-chart=cpu] .gaps')
        .getByText(/ the machine is gone\.$/)
        .waitFor();
      assert.equal(
        await page.locator('.devices .unknown').first().getAttribute('title'),
        'the machine is gone',
      );
      await screenshot('gone');
    });
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

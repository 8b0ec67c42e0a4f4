import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withEntity } from './entity.ts';
import { idOf, skip, withConsole } from './harness.ts';
import { withPast } from './history.ts';

const day = 86_400;
const berlin = { timezoneId: 'Europe/Berlin' };

describe('browser: time zone', { skip }, () => {
  it('shows local time with the zone named in the frame, the bar, the events and the tables', async () => {
    await withConsole(
      async ({ page, url, program, screenshot }) => {
        await withPast(page, program, { age: 400 * day });
        const id = await idOf(program, 'web-01');
        await page.goto(`${url}/metrics/VM/${id}?window=7d`);
        await page.locator('[data-chart=cpu] .value').first().waitFor();
        assert.match(await page.locator('header .zone').innerText(), /^CES?T\s*: show times in UTC$/);
        assert.match((await page.locator('.since').first().getAttribute('title')) ?? '', /\d\d:\d\d.* CES?T/);
        await page.locator('[data-chart=cpu] .plots').focus();
        await page.keyboard.press('ArrowLeft');
        await page.getByText(/^at \d+\s[A-Z][a-z]{2} \d\d:\d\d–\d\d:\d\d CES?T$/).waitFor();
        assert.match(await page.locator('#events').innerText(), /^Events CES?T$/);
        await page.keyboard.press('t');
        const head = page.getByRole('region', { name: 'CPU, table' }).locator('thead th').first();
        assert.match(await head.innerText(), /^CES?T/);
        await page.getByRole('link', { name: 'CSV of what is shown (UTC)' }).waitFor();
        await screenshot('zone-berlin');
        await withEntity(page, program, { class: 'VM', id }, (entity) => {
          const since = Date.now() / 1000 - 190;
          entity.condition = {
            kind: 'stuck',
            since,
            atLeast: false,
            age: 190,
            reason: 'QEMU does not answer',
          };
        });
        await page.goto(`${url}/metrics/VM/${id}`);
        await page.getByRole('alert').waitFor();
        assert.match(await page.locator('.since').first().innerText(), /\d\d:\d\d CES?T \(|:\d\d CES?T \(/);
      },
      { context: berlin },
    );
  });

  it('names days of UTC so in another zone', async () => {
    await withConsole(
      async ({ page, url, program }) => {
        await withPast(page, program, { age: 400 * day });
        await page.goto(`${url}/metrics/VM/${await idOf(program, 'web-01')}?window=1y`);
        await page.getByText('rows of 1\u00a0d').waitFor();
        await page.locator('[data-chart=cpu] .plots').focus();
        await page.keyboard.press('ArrowLeft');
        await page.getByText(/^at \d+\s[A-Z][a-z]{2}\s\d{4}\sUTC$/).waitFor();
      },
      { context: { timezoneId: 'Asia/Kolkata' } },
    );
  });

  it('switches to UTC with u or the button, keeps it for the next visit, and carries it along links; the address wins', async () => {
    await withConsole(
      async ({ page, url, program }) => {
        const address = `${url}/metrics/VM/${await idOf(program, 'web-01')}`;
        const zone = page.locator('header .zone');
        const offset = async (): Promise<number> => {
          const [hour = 0, minute = 0] = (await page.locator('.clock').innerText()).split(':').map(Number);
          const now = new Date();
          return (hour * 60 + minute - now.getUTCHours() * 60 - now.getUTCMinutes() + 2 * 1440) % 1440;
        };
        await page.goto(address);
        await zone.getByText('UTC+05:30').waitFor();
        assert.ok(Math.abs((await offset()) - 330) <= 1);
        await page.keyboard.press('u');
        await page.waitForURL('**?tz=utc');
        await zone.getByText('UTC: show times in local time, Asia/').waitFor();
        assert.ok(Math.abs((await offset()) - 0) <= 1);
        await page.locator('header nav').getByText('Top').click();
        await page.waitForURL('**/metrics/VM/top?tz=utc');
        await page.goto(url);
        await page.waitForURL('**/?tz=utc');
        await page.goto(`${address}?tz=local`);
        await zone.getByText('UTC+05:30').waitFor();
        await page.goto(`${address}?tz=utc`);
        await zone.click();
        await zone.getByText('UTC+05:30').waitFor();
        assert.equal(page.url(), address);
        assert.equal(await page.evaluate(`localStorage.getItem('virtscope.tz')`), 'local');
      },
      { context: { timezoneId: 'Asia/Kolkata' } },
    );
  });
});

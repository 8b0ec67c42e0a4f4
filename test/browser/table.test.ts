import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { eventually, type Program } from '../program.ts';
import { factNames } from '../../src/model/facts.ts';
import { stateWord } from '../../src/model/text/state-word.ts';
import { isClean } from './axe.ts';
import { idOf, overflow, skip, withConsole } from './harness.ts';

const names = (page: Page): Promise<string[]> => page.locator('.machines tbody a').allInnerTexts();
const parameter = (page: Page, name: string): string | null => new URL(page.url()).searchParams.get(name);

async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator('.machines tbody a').first().waitFor();
}

interface Rows {
  readonly time: number;
  readonly ids: string[];
  readonly states: string[];
  readonly conditions: unknown[];
}

/** Serves the table once, with the row of a machine changed. */
async function changeRow(
  page: Page,
  program: Program,
  id: string,
  change: (table: Rows, row: number) => void,
): Promise<void> {
  await page.route('**/metrics/VM?columns*', async (route) => {
    const { searchParams } = new URL(route.request().url());
    searchParams.delete('deltas');
    searchParams.delete('counts');
    const table = await program.json<Rows>(`/metrics/VM?${searchParams.toString()}`);
    change(table, table.ids.indexOf(id));
    await route.fulfill({
      contentType: 'text/event-stream',
      body: `event: table\ndata: ${JSON.stringify(table)}\n\n`,
    });
  });
}

describe('browser: table of machines', { skip }, () => {
  it('shows sizes beside use, and the bar of its share under it', async () => {
    await withConsole(async ({ page, url }) => {
      await open(page, `${url}/metrics/VM?select=name:web-01`);
      const cell = page.locator('.machines tbody tr .c-cpu-cores');
      await cell.filter({ hasText: /^[\d.]+\sof \d+$/ }).waitFor();
      const [share, used, most] = await eventually(
        () =>
          page.evaluate<[number, number, number]>(`(() => {
            const cell = document.querySelector('tbody .c-cpu-cores');
            const [used, most] = cell.innerText.match(/[\\d.]+/g).map(Number);
            return [Number(cell.querySelector('.meter').style.getPropertyValue('--share')), used, most];
          })()`),
        ([bar]) => bar > 0,
        10,
        'a share',
      );
      assert.ok(Math.abs(share - used / most) < 0.06, `${share} is ${used} of ${most}`);
      assert.match(await page.locator('tbody .c-memory-used').innerText(), /^[\d.]+\sof [\d.]+\s[GM]iB$/);
    });
  });

  it('chooses columns by keyboard, keeps them in the address, and asks the server for no others', async () => {
    await withConsole(async ({ page, url, screenshot }) => {
      await open(page, `${url}/metrics/VM`);
      await page.getByRole('button', { name: 'columns' }).press('Enter');
      await page.getByRole('checkbox', { name: 'vCPUs', exact: true }).check();
      await page.getByRole('checkbox', { name: 'reads', exact: true }).check();
      await page
        .getByRole('group', { name: 'network' })
        .getByRole('checkbox', { name: 'received' })
        .uncheck();
      await page.locator('th.c-vcpus').waitFor();
      await page.locator('tbody .c-vcpus.value').first().waitFor();
      await page.locator('tbody .c-disk-read-requests.value').first().waitFor();
      assert.equal(await page.locator('.c-net-rx-bytes').count(), 0);
      assert.match(
        parameter(page, 'columns') ?? '',
        /disk\.write\.bytes,disk\.read\.requests,net\.tx\.bytes,vcpus,age$/,
      );
      await isClean(page);
      await screenshot('columns');
      await page.keyboard.press('Escape');
      await page.locator('.panel').waitFor({ state: 'detached' });
      assert.match(await page.evaluate('document.activeElement.textContent'), /^columns/);
      const stream = page.waitForRequest((request) => request.resourceType() === 'eventsource');
      await page.goto(`${url}/metrics/VM?columns=os,disk.read.latency&sort=name`);
      const { searchParams } = new URL((await stream).url());
      assert.equal(searchParams.get('columns'), 'disk.read.latency');
      assert.equal(searchParams.get('facts'), 'os');
      await page.locator('th.c-os button').press('Enter');
      await page.locator('th.c-os[aria-sort=ascending]').waitFor();
    });
  });

  it('keeps a view under a name across a reload, and opens and removes it', async () => {
    await withConsole(async ({ page, url }) => {
      await open(page, `${url}/metrics/VM?select=is:running&sort=name&columns=state,os&group=tag`);
      await page.getByRole('button', { name: 'views' }).click();
      await page.getByLabel('name of this view').fill('by tag');
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: 'by tag' }).waitFor();
      await isClean(page);
      await open(page, `${url}/metrics/VM`);
      await page.getByRole('button', { name: 'views' }).click();
      await page.getByRole('link', { name: 'by tag' }).click();
      await page.locator('tr.group').first().waitFor();
      assert.equal(parameter(page, 'select'), 'is:running');
      assert.equal(parameter(page, 'columns'), 'state,os');
      await page.evaluate(`localStorage.setItem('virtscope.views', '[{"name":7},"x"]')`);
      await open(page, `${url}/metrics/VM`);
      await page.getByRole('button', { name: 'views' }).click();
      await page.getByText('A view is the selector').waitFor();
    });
  });

  it('groups by host and tag with sums, folds by keyboard, and walks heads and rows', async () => {
    await withConsole(async ({ page, url, screenshot }) => {
      await open(page, `${url}/metrics/VM?sort=name`);
      await page.getByRole('combobox', { name: 'group by' }).selectOption('tag');
      await page.waitForURL('**/metrics/VM?sort=name&group=tag');
      const head = page.locator('tr.group').filter({ has: page.getByRole('button', { name: 'prod' }) });
      await head.getByText(/\d+ machines/).waitFor();
      await eventually(
        () => head.innerText(),
        (text) => /[\d.]+\s+of \d+ processors[^]*?\s[\d.]+\s+of [\d.]+\s[GMT]iB memory/.test(text),
        10,
        'sums',
      );
      await isClean(page);
      await screenshot('groups');
      const before = await page.locator('.machines tbody a').count();
      await head.getByRole('button').focus();
      await page.keyboard.press('Enter');
      await head.locator('button[aria-expanded=false]').waitFor();
      assert.ok((await page.locator('.machines tbody a').count()) < before);
      await page.keyboard.press('j');
      assert.equal(await page.evaluate(`document.activeElement.closest('tr').matches('.group')`), true);
      await page.keyboard.press('k');
      await page.keyboard.press('Enter');
      await page.keyboard.press('j');
      assert.equal(await page.evaluate(`document.activeElement.matches('a')`), true);
      await page.goBack();
      await page.locator('tr.group').first().waitFor({ state: 'detached' });
    });
  });

  it('has boxes to choose with when asked for, by button or by x', async () => {
    await withConsole(async ({ page, url }) => {
      await open(page, `${url}/metrics/VM`);
      const boxes = page.locator('.machines').getByRole('checkbox');
      assert.equal(await boxes.count(), 0);
      await page.getByRole('button', { name: 'choose', exact: true }).click();
      await boxes.first().check();
      await page.getByText('1 chosen').waitFor();
      await page.getByRole('button', { name: 'choose none' }).click();
      await boxes.first().waitFor({ state: 'detached' });
      await page.keyboard.press('j');
      await page.keyboard.press('x');
      await page.getByText('1 chosen').waitFor();
      assert.equal(await boxes.nth(0).isChecked(), true);
    });
  });

  it('puts what needs attention first whatever the sort, and shows ages only of what is old', async () => {
    await withConsole(async ({ page, url, program }) => {
      const id = await idOf(program, 'web-01');
      await changeRow(page, program, id, (table, row) => {
        table.conditions[row] = { kind: 'stuck', since: table.time - 200, atLeast: false, age: 200, reason: 'QEMU does not answer its monitor' }; // prettier-ignore
      });
      for (const sort of ['name', '-name', '-cpu.cores', 'memory.used']) {
        await open(page, `${url}/metrics/VM?sort=${sort}`);
        await page.locator('tr.red').first().waitFor();
        const red = await page.locator('tr.red a').allInnerTexts();
        assert.ok(red.includes('web-01'));
        assert.deepEqual((await names(page)).slice(0, red.length), red, sort);
      }
      await page
        .locator('tr.red .c-age')
        .getByText(/^3\smin$/)
        .waitFor();
      assert.equal(await page.locator('tr.ok .c-age').first().innerText(), '');
    });
  });

  it('has room for fourteen letters of the name at 360 pixels, with the state below unless it runs', async () => {
    await withConsole(
      async ({ page, url, program, screenshot }) => {
        const mail = await idOf(program, 'mail server');
        await changeRow(page, program, mail, (table, row) => {
          table.states[row] = 'shutoff';
        });
        await open(page, `${url}/metrics/VM?sort=name`);
        assert.ok((await overflow(page)) <= 0);
        const widths = await page.evaluate<[number, number]>(`(() => {
          const cell = document.querySelector('tbody .c-name');
          const { font } = getComputedStyle(cell.querySelector('a'));
          const canvas = document.createElement('canvas').getContext('2d');
          canvas.font = font;
          const light = cell.querySelector('.light').getBoundingClientRect();
          const { right } = cell.getBoundingClientRect();
          return [right - 8 - light.right, canvas.measureText('webserver-0123').width];
        })()`);
        assert.ok(widths[0] >= widths[1], widths.join());
        const off = page.locator('tr.off .c-name', { hasText: 'mail server' });
        await off.locator('.second').getByText('off').waitFor();
        const [name, state] = [
          await off.locator('a').boundingBox(),
          await off.locator('.second').boundingBox(),
        ];
        assert.ok((state?.y ?? 0) >= (name?.y ?? 0) + 12);
        assert.equal(await page.locator('tr.ok:has-text("web-01") .second').count(), 0);
        await isClean(page);
        await screenshot('machines-360');
      },
      { context: { viewport: { width: 360, height: 740 } } },
    );
  });

  it('cuts no heading, and no word for a state', async () => {
    await withConsole(
      async ({ page, url }) => {
        await open(page, `${url}/metrics/VM?columns=state,${factNames.join()}`);
        const words = ['not answering', 'unreachable', 'shutting down', stateWord('pmsuspended')];
        const cut = await page.evaluate<string[]>(`(() => {
          const isCut = (element) => element.scrollWidth > element.clientWidth;
          const heads = [...document.querySelectorAll('.machines thead th, .machines thead button')].filter(isCut);
          const cell = document.querySelector('tbody .c-state');
          const words = ${JSON.stringify(words)}.filter((word) => {
            cell.textContent = word;
            return isCut(cell);
          });
          return [...heads.map((head) => head.innerText), ...words];
        })()`);
        assert.deepEqual(cut, []);
      },
      { context: { viewport: { width: 1440, height: 800 } } },
    );
  });

  it('fits 1,440 pixels without scrolling sideways, and no name is cut', async () => {
    await withConsole(
      async ({ page, url }) => {
        await open(page, `${url}/metrics/VM`);
        const sideways = await page.evaluate<number>(`(() => {
          const { scrollWidth, clientWidth } = document.querySelector('.machines');
          return scrollWidth - clientWidth;
        })()`);
        assert.equal(sideways, 0);
        const cut = await page.evaluate<string[]>(
          `[...document.querySelectorAll('tbody .c-name')].filter((it) => it.scrollWidth > it.clientWidth).map((it) => it.innerText)`,
        );
        assert.deepEqual(cut, []);
      },
      { context: { viewport: { width: 1440, height: 800 } } },
    );
  });
});

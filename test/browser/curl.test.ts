import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { idOf, skip, withConsole } from './harness.ts';

const run = promisify(execFile);

describe('browser: copy as curl', { skip }, () => {
  it('copies commands that answer with the data of the page, by button and by key', async () => {
    await withConsole(
      async ({ page, url, program }) => {
        const id = await idOf(program, 'web-01');
        const copied = async (): Promise<string[]> => {
          await page.getByText(/^copied \d+ commands?$/).waitFor();
          return (await page.evaluate<string>('navigator.clipboard.readText()')).split('\n');
        };
        await page.goto(`${url}/metrics/VM/${id}?window=1h`);
        await page.locator('[data-chart=cpu] .value').first().waitFor();
        await page.getByRole('button', { name: 'copy as curl' }).press('Enter');
        const [history = '', machine = '', ...more] = await copied();
        assert.equal(more.length, 1);
        assert.match(
          history,
          /^curl 'http:\/\/127[^']+\/history\?metrics=cpu\.usage[^']*&start=-3600&step=\d+/,
        );
        assert.equal(machine, `curl '${url}/vms/${id}'`);
        const { stdout } = await run('/bin/sh', ['-c', history.replace('curl', 'curl -s')]);
        assert.ok('cpu.usage' in (JSON.parse(stdout) as { columns: object }).columns);

        await page.goto(`${url}/metrics/VM/top?metric=memory.host&select=name:web`);
        await page.locator('.top tbody tr').first().waitFor();
        await page.keyboard.press('e');
        const [top = '', ...others] = await copied();
        assert.deepEqual(others, []);
        assert.match(top, /\/metrics\/VM\/top\?metric=memory\.host&start=-600&limit=25&select=name%3Aweb'$/);

        await page.goto(`${url}/metrics/VM?select=is:running`);
        await page.locator('.machines tbody a').first().waitFor();
        await page.getByRole('button', { name: 'copy as curl' }).waitFor();
        await page.keyboard.press('e');
        assert.match((await copied())[0] ?? '', /\/metrics\/VM\?columns=[^']+&select=is%3Arunning'$/);
      },
      { context: { permissions: ['clipboard-read', 'clipboard-write'] } },
    );
  });

  it('shows the commands where nothing can be copied', async () => {
    await withConsole(async ({ page, url }) => {
      await page.addInitScript(
        "Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined }); document.execCommand = () => false",
      );
      await page.goto(`${url}/metrics/source`);
      await page.getByRole('button', { name: 'copy as curl' }).click();
      await page.locator('pre', { hasText: `curl '${url}/metrics/source?columns=poll.duration` }).waitFor();
    });
  });
});

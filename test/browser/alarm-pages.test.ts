import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { AlarmLog, Alarms } from '../../src/api/wire/alarms.ts';
import { eventually, startProgram, type Program } from '../program.ts';
import { isClean } from './axe.ts';
import { overflow, skip, withPage } from './harness.ts';

/** Each machine that runs has so many alarms: more than a page of them and of their changes. */
const count = 60;
const rules = `rules:\n${Array.from({ length: count }, (_, i) => `  test.r${i}: {class: VM, metric: cpu.count, amber: 0}\n`).join('')}`;

describe('browser: alarms and changes beyond the first page', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'virtscope-alarm-pages-'));
  let program: Program;
  let list: Alarms;
  before(async () => {
    writeFileSync(join(folder, 'rules.yaml'), rules);
    const config = `interval: 1s\nalarms:\n  rules: [${join(folder, 'rules.yaml')}]\n`;
    program = await startProgram(['--demo', '6'], config);
    list = await eventually(
      () => program.json<Alarms>('/alarms?rule=test.*&limit=1000'),
      ({ alarms }) => alarms.length >= 3 * count,
      15,
      'alarms of three machines',
    );
  });
  after(async () => {
    await program.stop();
    rmSync(folder, { recursive: true });
  });

  const rows = (page: Page) => page.locator('.alarms > li');
  const field = (page: Page) => page.getByRole('combobox', { name: 'machines, hosts and sources' });
  /** A machine with alarms, and how many machines have some. */
  const names = (): string[] => [...new Set(list.alarms.map(({ name }) => name))];

  it('lists further alarms, and they stay over what is asked anew', () =>
    withPage(program, async ({ page, url }) => {
      await page.goto(`${url}/alarms?rule=test.*`);
      await page.getByText('The first 100.').waitFor();
      assert.equal(await rows(page).count(), 100);
      const more = page.getByRole('button', { name: 'show more' });
      await more.focus();
      await page.keyboard.press('Enter');
      await rows(page).nth(100).waitFor();
      const uri = await rows(page).nth(150).locator('.rule').getAttribute('href');
      const row = rows(page).filter({ has: page.locator(`a[href="${uri}"]`) });
      await row.getByRole('button', { name: 'acknowledge' }).click();
      await row.getByLabel('reason').fill('known');
      // All that is listed is asked for anew.
      const answered = page.waitForResponse((response) => response.url().includes('limit=200'));
      await page.keyboard.press('Enter');
      await answered;
      await row.getByText('acknowledged by local: known').waitFor();
      assert.ok((await rows(page).count()) > 150);
    }));

  it('chooses alarms by a selector, whose words are offered and whose mistakes are named', () =>
    withPage(program, async ({ page, url }) => {
      const [name = ''] = names();
      await page.goto(`${url}/alarms?rule=test.*`);
      await rows(page).first().waitFor();
      await field(page).focus();
      await page.keyboard.type('na');
      await page.getByRole('option', { name: /^name:/ }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.keyboard.type(name);
      await page.keyboard.press('Escape');
      await page.waitForURL(new RegExp(`select=name%3A${name}$`));
      await eventually(
        () => rows(page).locator('p:first-child > a:first-child').allTextContents(),
        (listed) => listed.length === count && listed.every((one) => one === name),
        10,
        'alarms of one machine',
      );
      await page.keyboard.type(' (');
      await page.getByText(`Shown is “name:${name}`).waitFor();
      assert.equal(await rows(page).count(), count);
      await field(page).fill('cpu>80%');
      await page.getByText('Alarms are not chosen by values: nothing is found by cpu.usage.').waitFor();
      await page.getByText('There is no such alarm.').waitFor();
    }));

  it('keeps what is chosen from page to page', () =>
    withPage(program, async ({ page, url }) => {
      const [name = ''] = names();
      await page.goto(`${url}/alarms?select=name:${name}&rule=test.r1`);
      await rows(page).first().waitFor();
      assert.equal(await rows(page).count(), 1);
      await page.locator('.day li', { hasText: `${name}, test.r1` }).waitFor();
      assert.equal(await page.locator('.day li').count(), 1);
      await page.getByRole('link', { name: 'Latest changes' }).click();
      await page.getByText(/^1 change, since /).waitFor();
      assert.equal(await field(page).inputValue(), `name:${name}`);
      assert.equal(await page.getByRole('combobox', { name: 'rule' }).inputValue(), 'test.r1');
      const row = page.locator('tbody tr');
      await row.getByRole('link', { name: 'test.r1' }).waitFor();
      await row.getByRole('link', { name, exact: true }).click();
      await page.getByRole('heading', { name }).first().waitFor();
    }));

  it('reaches the oldest change by older ones, and comes back', () =>
    withPage(program, async ({ page, url }) => {
      const all = await program.json<AlarmLog>('/alarms/log?limit=1000&rule=test.*');
      await page.goto(`${url}/alarms/log?rule=test.*`);
      const link = (name: string) => page.getByRole('link', { name, exact: true });
      await page.getByText(/^The newest 100 changes, since /).waitFor();
      const seen: string[] = [];
      for (;;) {
        const cells = await page
          .locator('tbody tr td:nth-child(3), tbody tr td:nth-child(4)')
          .allTextContents();
        for (let i = 0; i < cells.length; i += 2) seen.push(`${cells[i]} ${cells[i + 1]}`);
        if ((await link('older').count()) === 0) break;
        const here = page.url();
        await link('older').click();
        await page.waitForURL(({ href }) => href !== here);
        await page.locator('[aria-busy=false] tbody tr').first().waitFor();
      }
      const want = all.transitions.map(({ name, rule }) => `${name} ${rule}`).toReversed();
      assert.deepEqual(seen, want);
      assert.equal(await link('oldest').count(), 0);
      await link('newer').click();
      await page.waitForURL(/after=\d+/);
      await page.locator('[aria-busy=false] tbody tr').first().waitFor();
      await link('newest').click();
      await page.getByText(/^The newest 100 changes, since /).waitFor();
      await link('oldest').click();
      await page.waitForURL(/after=0/);
      await page.getByText(/^100 changes, /).waitFor();
      await page.getByRole('combobox', { name: 'rule' }).selectOption('test.r7');
      await page.waitForURL(/log\?rule=test\.r7$/);
      await page.getByText(/^\d+ changes, since /).waitFor();
    }));

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is clean for axe and fits a phone in ${colorScheme}`, () =>
      withPage(
        program,
        async ({ page, url, screenshot }) => {
          const { subject, name } = list.alarms[0] ?? { subject: '', name: '' };
          for (const path of ['/alarms', '/alarms/log']) {
            await page.goto(`${url}${path}?subject=${subject}&rule=test.*`);
            await page.locator('.alarms > li, tbody tr').first().waitFor();
            await page.getByRole('button', { name: /^only .+: list others too$/ }).waitFor();
            await field(page).focus();
            await page.keyboard.type(`name:${name} `);
            await page.getByRole('option').first().waitFor();
            await page.locator('.alarms > li, tbody tr').first().waitFor();
            await page.locator('[aria-busy=false]').waitFor();
            await isClean(page, { where: `${path}, ${colorScheme}` });
            assert.equal(await overflow(page), 0);
            await screenshot(`${path.slice(1).replace('/', '-')}-pages-${colorScheme}`);
          }
        },
        { colorScheme, viewport: { width: 360, height: 800 } },
      ));
  }
});

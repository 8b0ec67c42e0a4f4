import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Alarms } from '../../src/api/wire/alarms.ts';
import { eventually, startProgram, type Program } from '../program.ts';
import { isClean } from './axe.ts';
import { overflow, skip, withPage } from './harness.ts';

/** Every running machine is amber soon; what ships is left out, so that nothing else is raised. */
const rules = `
rules:
  test.busy:
    class: VM
    reason: Every machine that runs is busy enough for a test.
    metric: cpu.count
    amber: 0
    red: 16
    runbook: https://wiki.example/busy
`;

describe('browser: alarms', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'virtscope-alarms-'));
  let program: Program;
  before(async () => {
    writeFileSync(join(folder, 'rules.yaml'), rules);
    const config = `interval: 1s\nalarms:\n  rules: [${join(folder, 'rules.yaml')}]\n`;
    program = await startProgram(['--demo', '6'], config);
  });
  after(async () => {
    await program.stop();
    rmSync(folder, { recursive: true });
  });

  /** Names of machines with a raised alarm of the test's rule: those of the demo come and go by themselves. */
  const busy = async (): Promise<string[]> => {
    const { alarms } = await eventually(
      () => program.json<Alarms>('/alarms?rule=test.busy'),
      (list) => list.alarms.length >= 3,
      15,
      'three alarms',
    );
    return alarms.map(({ name }) => name).toSorted();
  };

  it('lists what is raised, as many as the tab of every page says, and opens each', () =>
    withPage(program, async ({ page, url }) => {
      await page.goto(`${url}/metrics/VM`);
      const tab = page.locator('nav a', { hasText: 'Alarms' });
      await tab.filter({ hasText: /[1-9]/ }).waitFor();
      await page.keyboard.press('g');
      await page.keyboard.press('a');
      const [name = ''] = await busy();
      const row = page.locator('.alarms > li', { hasText: name }).filter({ hasText: 'test.busy' });
      await row.waitFor();
      await eventually(
        async () => [
          await page.locator('.alarms > li').count(),
          Number((await tab.textContent())?.replace(/\D/g, '')),
        ],
        ([listed = 0, counted]) => listed >= 3 && listed === counted,
        10,
        'as many alarms as the tab says',
      );
      await page
        .getByText(/\d+ rules over \d+ machines, hosts and sources, checked .+ ago\. Nearest to a limit: /)
        .waitFor();
      await row.getByRole('link', { name: 'test.busy' }).click();
      await page.getByRole('heading', { name: `test.busy of ${name}` }).waitFor();
      await page.getByRole('region', { name: 'conditions' }).getByText('above 0').waitFor();
      await page.locator('[data-chart=alarm] .value').first().waitFor();
      await page.getByRole('link', { name: 'runbook' }).waitFor();
    }));

  it('has every rule with its reason and the place that each level comes from', () =>
    withPage(program, async ({ page, url }) => {
      await page.goto(`${url}/alarms`);
      await page.getByRole('link', { name: /^\d+ rules$/ }).click();
      const rule = page.locator('article', { hasText: 'test.busy' });
      await rule.getByText('busy enough for a test').waitFor();
      await rule
        .getByText(/from the rule \(.*rules\.yaml:\d+:\d+\)/)
        .first()
        .waitFor();
      await rule.getByRole('link', { name: 'test.busy', exact: true }).click();
      await page.locator('.alarms > li').first().waitFor();
    }));

  it('acknowledges and silences with a reason, and ends the silence', () =>
    withPage(program, async ({ page, url }) => {
      await page.goto(`${url}/alarms?rule=test.busy`);
      const [, name = ''] = await busy();
      const row = page.locator('.alarms > li', { hasText: name });
      await row.getByRole('button', { name: 'acknowledge' }).click();
      await row.getByLabel('reason').and(page.locator(':focus')).waitFor();
      await page.keyboard.type('looking at it');
      await page.keyboard.press('Enter');
      await row.getByText('acknowledged by local: looking at it').waitFor();
      await row.getByRole('button', { name: 'silence' }).click();
      await row.getByLabel('reason').fill('maintenance');
      await row.getByLabel('for', { exact: true }).selectOption('a day');
      await row.getByRole('button', { name: 'silence', exact: true }).click();
      await row.getByText('silenced by local: maintenance').waitFor();
      await row.getByRole('button', { name: 'end the silence' }).click();
      await row.getByText('silenced by').waitFor({ state: 'detached' });
    }));

  it('sets other levels for one machine from its alarm, and says what is wrong with them', () =>
    withPage(
      program,
      async ({ page, url }) => {
        const [, , name = ''] = await busy();
        await page.goto(`${url}/alarms?rule=test.busy`);
        await page
          .locator('.alarms > li', { hasText: name })
          .getByRole('link', { name: 'test.busy' })
          .click();
        await page.getByRole('button', { name: `other levels for ${name}` }).click();
        await page.getByLabel('amber').fill('5GB');
        await page.getByRole('textbox', { name: 'why' }).fill('it has many');
        await page.getByRole('button', { name: 'set', exact: true }).click();
        await page.getByRole('alert').filter({ hasText: 'amber' }).waitFor();
        await page.getByLabel('amber').fill('12');
        await page.getByRole('button', { name: 'set', exact: true }).click();
        await page
          .getByText(/above 12/)
          .first()
          .waitFor();
        await page
          .getByText(/it has many/)
          .first()
          .waitFor();
      },
      {},
      true,
    ));

  it('finds changes of a machine, and has when each alarm was raised in the last day', () =>
    withPage(program, async ({ page, url }) => {
      await page.goto(`${url}/alarms`);
      const [name = ''] = await busy();
      const track = page.locator('.day li', { hasText: `${name}, test.busy` }).getByRole('img');
      assert.match((await track.getAttribute('aria-label')) ?? '', /^amber from .+ to now$/);
      await page.getByRole('link', { name: 'Latest changes' }).click();
      await page.getByRole('combobox', { name: 'machines, hosts and sources' }).fill(`name:${name}`);
      await page.getByRole('combobox', { name: 'rule' }).selectOption('test.busy');
      await page.getByText(/^1 change, since /).waitFor();
      assert.equal(await page.locator('tbody tr').count(), 1);
    }));

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is clean for axe and fits a phone in ${colorScheme}`, () =>
      withPage(
        program,
        async ({ page, url, screenshot }) => {
          await page.goto(`${url}/alarms`);
          const rule = page.locator('.alarms .rule', { hasText: 'test.busy' }).first();
          await rule.waitFor();
          await page.getByRole('button', { name: 'silence' }).first().click();
          await isClean(page, { where: `alarms, ${colorScheme}` });
          assert.equal(await overflow(page), 0);
          await screenshot(`alarms-${colorScheme}`);
          await rule.click();
          await page.locator('[data-chart=alarm] .value').first().waitFor();
          await isClean(page, { where: `alarm, ${colorScheme}` });
          assert.equal(await overflow(page), 0);
          await screenshot(`alarm-${colorScheme}`);
          await page.goto(`${url}/alarms/log`);
          await page.locator('tbody tr').first().waitFor();
          await isClean(page, { where: `log, ${colorScheme}` });
          assert.equal(await overflow(page), 0);
          await page.goto(`${url}/alarm-rules`);
          await page.locator('article').first().waitFor();
          await isClean(page, { where: `rules, ${colorScheme}` });
          assert.equal(await overflow(page), 0);
          await screenshot(`rules-${colorScheme}`);
        },
        { colorScheme, viewport: { width: 360, height: 800 } },
      ));
  }
});

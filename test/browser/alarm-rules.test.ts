import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page, Request } from 'playwright-core';
import type { Alarms, AlarmRuleDetails, Silence } from '../../src/api/wire/alarms.ts';
import { eventually, startProgram, type Program } from '../program.ts';
import { isClean } from './axe.ts';
import { overflow, skip, withPage } from './harness.ts';

/** Every running machine is amber soon by the first rule, and none by the second. */
const rules = `
rules:
  test.busy: {class: VM, reason: It runs., metric: cpu.count, amber: 0, red: 1000}
  test.calm: {class: VM, reason: It never runs that much., metric: cpu.count, amber: 500, keep: 0s}
  test.state: {class: VM, when: "is:stuck", amber: true}
`;

describe('browser: rules of alarms', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'virtscope-alarm-rules-'));
  let program: Program;
  before(async () => {
    writeFileSync(join(folder, 'rules.yaml'), rules);
    const config = `interval: 1s\nalarms:\n  rules: [${join(folder, 'rules.yaml')}]\n`;
    program = await startProgram(['--demo', '5'], config);
  });
  after(async () => {
    await program.stop();
    rmSync(folder, { recursive: true });
  });

  const ruleOf = (id: string): Promise<AlarmRuleDetails> => program.json(`/alarm-rules/${id}`);
  const fields = (page: Page) => page.getByRole('textbox', { name: 'What differs from the files' });
  const preview = (page: Page) => page.getByRole('region', { name: 'preview' });

  it('edits a rule while its effect on the past is shown, saves it, and goes back to the files', () =>
    withPage(program, async ({ page, url }) => {
      await page.goto(`${url}/alarm-rules`);
      await page.getByRole('link', { name: 'edit test.calm' }).click();
      await page.getByRole('heading', { name: 'test.calm' }).waitFor();
      await preview(page).getByText('Would never have been red or amber in the last week.').waitFor();
      await page.getByRole('button', { name: 'change amber', exact: true }).click();
      await fields(page).and(page.locator(':focus')).waitFor();
      // What stood there is selected.
      await page.keyboard.type('0');
      assert.equal(await fields(page).inputValue(), 'amber: 0\n');
      await preview(page)
        .getByText(/^Would have been amber (once|\d+ times) in the last week, on \d+ machines?\.$/)
        .waitFor();
      const bar = preview(page).getByRole('img').first();
      assert.match((await bar.getAttribute('aria-label')) ?? '', /^amber from .+ to now$/);
      const span = preview(page).getByRole('region', { name: 'spans' }).getByRole('link').first();
      assert.match((await span.getAttribute('href')) ?? '', /^\/metrics\/VM\/[^?]+\?from=\d+&to=\d+$/);
      await preview(page).getByText('The saved rule: never.').waitFor();
      // A look at the machine does not lose what was typed.
      await span.click();
      await page.locator('[data-chart=cpu]').waitFor();
      await page.goBack();
      await preview(page).getByRole('button', { name: 'all that is kept' }).click();
      await preview(page)
        .getByText(/in all that is kept, on/)
        .waitFor();
      assert.equal(await fields(page).inputValue(), 'amber: 0\n');
      assert.equal((await ruleOf('test.calm')).edit, null);
      await page.getByRole('button', { name: 'save' }).click();
      await page.getByText(/Edited by local/).waitFor();
      const row = page.getByRole('region', { name: 'fields' }).getByRole('row', { name: /^amber / });
      assert.match(
        await row.innerText(),
        /500[\s\S]*rules\.yaml:\d+:\d+[\s\S]*0[\s\S]*the edits of test\.calm:1:8/,
      );
      assert.equal((await ruleOf('test.calm')).edit?.text, 'amber: 0\n');
      await page.getByRole('button', { name: 'switch off' }).click();
      assert.equal(await fields(page).inputValue(), 'amber: 0\nenabled: false\n');
      await page.getByRole('button', { name: 'discard' }).click();
      assert.equal(await fields(page).inputValue(), 'amber: 0\n');
      await page.getByRole('button', { name: 'back to the rule in files' }).click();
      await page.getByText(/Edited by local/).waitFor({ state: 'detached' });
      assert.equal(await fields(page).inputValue(), '');
      assert.equal((await ruleOf('test.calm')).edit, null);
    }));

  it('shows each problem of a wrong rule at its line, and saves nothing of it', () =>
    withPage(
      program,
      async ({ page, url }) => {
        await page.goto(`${url}/alarm-rules/test.calm`);
        await fields(page).fill('amber: 600\nred: 5GB\nfro: 5m');
        const wrong = page.getByRole('list', { name: 'what is wrong' });
        await wrong.getByText(/did you mean for\./).waitFor();
        await wrong.getByRole('listitem').filter({ hasText: 'test.calm.red' }).getByRole('button', { name: 'line 2' }).click(); // prettier-ignore
        const selected = await page.evaluate(`(() => {
          const { value, selectionStart, selectionEnd } = document.querySelector('textarea');
          return value.slice(selectionStart, selectionEnd);
        })()`);
        assert.equal(selected, '5GB');
        await page.getByRole('button', { name: 'save' }).click();
        await page.getByRole('alert').filter({ hasText: 'Cannot set rule' }).waitFor();
        assert.equal((await ruleOf('test.calm')).edit, null);
        await fields(page).fill('amber: 600');
        await preview(page)
          .getByText(/^Would never/)
          .waitFor();
        assert.equal(await wrong.count(), 0);
      },
      {},
      true,
    ));

  it('says of a rule of states that it cannot be tried', () =>
    withPage(
      program,
      async ({ page, url }) => {
        await page.goto(`${url}/alarm-rules/test.state`);
        await preview(page)
          .getByText(/states and events are not kept as rows/)
          .waitFor();
      },
      {},
      true,
    ));

  it('asks again quietly while others try rules, one request at a time, and the newest text wins', () =>
    withPage(
      program,
      async ({ page, url }) => {
        let [asked, open, most] = [0, 0, 0];
        const isTrial = (request: Request): boolean => request.url().endsWith('/alarm-rules/dry-run');
        page.on('request', (one) => isTrial(one) && (most = Math.max(most, ++open)));
        page.on('requestfinished', (one) => isTrial(one) && open--);
        page.on('requestfailed', (one) => isTrial(one) && open--);
        await page.route('**/alarm-rules/dry-run', async (route) => {
          asked++;
          const json = { code: 'DRY_RUNS_BUSY', detail: 'Cannot try rule: 2 are being tried', status: 503 };
          if (asked === 1) await route.fulfill({ status: 503, json });
          // The second is not answered while the page waits for it.
          else if (asked > 2) await route.continue();
        });
        const second = page.waitForRequest((one) => isTrial(one) && asked === 1);
        await page.goto(`${url}/alarm-rules/test.calm`);
        await second;
        await fields(page).fill('amber: 600');
        await fields(page).fill('amber: 0');
        await preview(page)
          .getByText(/^Would have been amber/)
          .waitFor();
        assert.equal(await page.getByText('being tried').count(), 0);
        assert.deepEqual({ asked, most }, { asked: 3, most: 1 });
      },
      {},
      true,
    ));

  it('makes a new rule under a name that is free, and deletes it', () =>
    withPage(program, async ({ page, url }) => {
      await page.goto(`${url}/alarm-rules`);
      await page.getByRole('link', { name: 'new rule' }).click();
      const name = page.getByRole('textbox', { name: 'name' });
      await name.fill('test.busy');
      await page.getByText('There is such a rule').waitFor();
      await name.fill('test.own');
      await page.getByRole('button', { name: 'save' }).click();
      await page.getByRole('heading', { name: 'test.own' }).waitFor();
      assert.equal((await ruleOf('test.own')).class, 'VM');
      await page.getByRole('button', { name: 'delete the rule' }).click();
      await page.getByRole('heading', { name: 'Rules of alarms' }).waitFor();
      const all = await program.json<{ id: string }[]>('/alarm-rules');
      assert.equal(
        all.some(({ id }) => id === 'test.own'),
        false,
      );
    }));

  it('lets an operator try a rule, and a viewer look at it', () =>
    withPage(program, async ({ page, url }) => {
      let role = 'operator';
      await page.route('**/session', async (route) => {
        const { identity, ...session } = (await (await route.fetch()).json()) as { identity: object };
        await route.fulfill({ json: { ...session, identity: { ...identity, role } } });
      });
      await page.goto(`${url}/alarm-rules/test.calm`);
      await preview(page)
        .getByText(/^Would never/)
        .waitFor();
      await page.getByText('An administrator can save it.').waitFor();
      assert.equal(await page.getByRole('button', { name: 'save' }).count(), 0);
      role = 'viewer';
      await page.reload();
      await page.getByRole('region', { name: 'fields' }).waitFor();
      assert.deepEqual([await fields(page).count(), await preview(page).count()], [0, 0]);
      await page.getByRole('link', { name: 'all rules' }).click();
      await page.locator('article').first().waitFor();
      assert.equal(await page.getByRole('link', { name: /^edit|^new rule/ }).count(), 0);
    }));

  it('names what a silence is of before it is set, lists it, and ends it', () =>
    withPage(
      program,
      async ({ page, url }) => {
        const [{ name } = { name: '' }] = await busyOnes(program);
        await page.goto(`${url}/alarms?rule=test.busy`);
        const row = page.locator('.alarms > li', { hasText: name });
        await row.getByRole('button', { name: 'silence' }).click();
        await row.getByText(`Silences 1 raised alarm: test.busy of ${name}.`).waitFor();
        await row.getByLabel('what').selectOption('test.busy everywhere');
        await row.getByText(/^Silences \d+ raised alarms: test\.busy of /).waitFor();
        await row.getByLabel('what').selectOption('by a selector…');
        await row.getByLabel('selector').fill('colour:');
        await row.locator('.wrong').waitFor();
        await row.getByLabel('selector').fill(`name:${name}`);
        await row.getByLabel('rule', { exact: true }).fill('test.*');
        await row.getByText(`Silences 1 raised alarm: test.busy of ${name}.`).waitFor();
        assert.deepEqual(await program.json<Silence[]>('/silences'), []);
        await row.getByLabel('reason').fill('new disks');
        await row.getByRole('button', { name: 'silence', exact: true }).click();
        const silences = page.getByRole('region', { name: 'silences' });
        await silences.getByText(`test.* of name:${name}`).first().waitFor();
        await silences.getByText('local: New disks.').waitFor();
        await silences.getByText(/^until /).waitFor();
        await row.getByText('silenced by local').waitFor();
        await silences.getByRole('button', { name: 'end the silence' }).click();
        await silences.waitFor({ state: 'detached' });
        await row.getByText('silenced by local').waitFor({ state: 'detached' });
      },
      {},
      true,
    ));

  it('takes an acknowledgement back', () =>
    withPage(program, async ({ page, url }) => {
      const [, { name } = { name: '' }] = await busyOnes(program);
      await page.goto(`${url}/alarms?rule=test.busy`);
      const row = page.locator('.alarms > li', { hasText: name });
      await row.getByRole('button', { name: 'acknowledge' }).click();
      await row.getByLabel('reason').fill('by mistake');
      await page.keyboard.press('Enter');
      await row.getByRole('button', { name: 'end the acknowledgement' }).click();
      await row.getByRole('button', { name: `acknowledge ${name}` }).waitFor();
      assert.equal(await row.getByText('acknowledged by').count(), 0);
    }));

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is clean for axe and fits a phone in ${colorScheme}`, () =>
      withPage(
        program,
        async ({ page, url, screenshot }) => {
          await page.goto(`${url}/alarm-rules/test.calm`);
          await fields(page).fill('amber: 0');
          await preview(page)
            .getByText(/^Would have been/)
            .waitFor();
          await isClean(page, { where: `rule, ${colorScheme}` });
          assert.equal(await overflow(page), 0);
          await screenshot(`rule-${colorScheme}`);
          await fields(page).fill('amber: 0\nred: x');
          await page.getByRole('list', { name: 'what is wrong' }).waitFor();
          await isClean(page, { where: `wrong rule, ${colorScheme}` });
          assert.equal(await overflow(page), 0);
          await page.goto(`${url}/alarms?rule=test.busy`);
          await page.getByRole('button', { name: 'silence' }).first().click();
          await page.getByLabel('what').selectOption('by a selector…');
          await page.getByText(/^Silences /).waitFor();
          await isClean(page, { where: `silence, ${colorScheme}` });
          assert.equal(await overflow(page), 0);
          await screenshot(`silence-${colorScheme}`);
        },
        { colorScheme, viewport: { width: 360, height: 800 } },
        true,
      ));
  }
});

/** Machines with a raised alarm of the first rule. */
async function busyOnes(program: Program): Promise<Alarms['alarms']> {
  const { alarms } = await eventually(
    () => program.json<Alarms>('/alarms?rule=test.busy'),
    (list) => list.alarms.length >= 2,
    15,
    'two alarms',
  );
  return alarms;
}

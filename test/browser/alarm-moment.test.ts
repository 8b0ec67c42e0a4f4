import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Alarms } from '../../src/api/wire/alarms.ts';
import { eventually, startProgram, type Program } from '../program.ts';
import { isClean } from './axe.ts';
import { overflow, skip, withPage } from './harness.ts';

/** Raised when there are rows to rank. */
const rules = `
rules:
  test.host:
    class: host
    reason: Every host is above it.
    metric: cpu.usage
    amber: 0%
    for: 5s
  test.slow:
    class: source
    reason: Every source is above it.
    metric: poll.duration
    amber: 0s
`;

describe('browser: the moment of an alarm', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'virtscope-moment-'));
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

  const raised = async (rule: string): Promise<string> => {
    const { alarms } = await eventually(
      () => program.json<Alarms>(`/alarms?rule=${rule}`),
      (list) => list.alarms.length > 0,
      20,
      `an alarm of ${rule}`,
    );
    return alarms[0]?.uri ?? '';
  };

  it('has the machines with most of it, each at that time, and what happened around it', () =>
    withPage(program, async ({ page, url }) => {
      await page.goto(url + (await raised('test.host')));
      const machines = page.getByRole('region', { name: 'machines by CPU, of a core' });
      await machines.getByRole('row').nth(1).waitFor();
      const values = await machines.locator('tbody td:nth-child(2)').allInnerTexts();
      const numbers = values.map(Number.parseFloat);
      assert.deepEqual(numbers, numbers.toSorted((a, b) => b - a)); // prettier-ignore
      const events = page.getByRole('region', { name: 'What happened around it' });
      await events.getByText(/web-01 seen for the first time/).waitFor();
      await events
        .getByText(/\d+\ss before/)
        .first()
        .waitFor();
      await machines.getByRole('link').first().click();
      await page.getByText('stands still').waitFor();
    }));

  it('has no machines for an alarm that none of them is the cause of', () =>
    withPage(program, async ({ page, url }) => {
      await page.goto(url + (await raised('test.slow')));
      await page.locator('[data-chart=alarm] .value').first().waitFor();
      assert.equal(await page.getByText('Which machines had most').count(), 0);
      assert.equal(await page.getByText('web-01').count(), 0);
    }));

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is clean for axe and fits a phone in ${colorScheme}`, () =>
      withPage(
        program,
        async ({ page, url, screenshot }) => {
          await page.goto(url + (await raised('test.host')));
          await page.getByText('Which machines had most').waitFor();
          await page.getByText('What happened around it').waitFor();
          await isClean(page, { where: `alarm, ${colorScheme}` });
          assert.equal(await overflow(page), 0);
          await screenshot(`alarm-moment-${colorScheme}`);
        },
        { colorScheme, viewport: { width: 360, height: 800 } },
      ));
  }
});

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { startProgram, type Program } from '../program.ts';
import { isClean } from './axe.ts';
import { idOf, overflow, skip, withPage } from './harness.ts';

/** Levels that every machine is above, but not for long enough to be raised, and one that none comes near. */
const rules = `
rules:
  test.near:
    class: VM
    reason: Every machine that runs is above it.
    metric: cpu.usage
    amber: 0.1%
    red: 0.2%
    for: 1h
    redFor: 1h
  test.far:
    class: VM
    reason: No machine comes near.
    metric: memory.host
    amber: 100TB
  test.host:
    class: host
    reason: Every host is above it.
    metric: cpu.usage
    amber: 1%
    for: 1h
`;

describe('browser: levels of rules on charts', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'virtscope-levels-'));
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

  it('has the levels that a chart comes near, with a link to the alarm, and leaves other charts alone', () =>
    withPage(program, async ({ page, url }) => {
      await page.goto(`${url}/metrics/VM/${await idOf(program, 'web-01')}`);
      const cpu = page.locator('[data-chart=cpu]');
      const levels = cpu.getByRole('list', { name: 'levels of rules' });
      await levels.getByText('amber 0.1').waitFor();
      assert.match(await levels.innerText(), /test\.near\s+amber 0\.1\s%\s+red 0\.2\s%/);
      assert.ok((await amber(page, 'cpu')) > 20, 'a line');
      const memory = page.locator('[data-chart=memory]');
      assert.equal(await memory.getByRole('list').count(), 1);
      assert.equal(await amber(page, 'memory'), 0);
      // A line that is hidden takes its levels along.
      await cpu.getByRole('button', { name: 'used' }).click();
      await levels.waitFor({ state: 'detached' });
      await cpu.getByRole('button', { name: 'used' }).click();
      await levels.getByRole('link', { name: 'test.near' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'test.near of web-01' }).waitFor();
    }));

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is clean for axe and fits a phone in ${colorScheme}`, () =>
      withPage(
        program,
        async ({ page, url, screenshot }) => {
          await page.goto(url);
          await page.locator('[data-chart=cpu]').getByRole('link', { name: 'test.host' }).waitFor();
          await isClean(page, { where: `host, ${colorScheme}` });
          assert.equal(await overflow(page), 0);
          await page.locator('[data-chart=cpu]').scrollIntoViewIfNeeded();
          await screenshot(`levels-host-${colorScheme}`);
        },
        { colorScheme, viewport: { width: 360, height: 800 } },
      ));
  }
});

/** How many pixels of a chart have the colour of amber, or nearly. */
async function amber(page: Page, chart: string): Promise<number> {
  return page.evaluate(`(() => {
    const canvas = document.querySelector('[data-chart=${chart}] canvas');
    canvas.style.color = 'var(--amber)';
    const want = getComputedStyle(canvas).color.match(/\\d+/g).map(Number);
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      const isNear = want.every((part, place) => Math.abs(data[i + place] - part) < 32);
      if (isNear && data[i + 3] > 100) count++;
    }
    return count;
  })()`);
}

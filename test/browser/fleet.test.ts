import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { startFleet, type Fleet } from './fleet.ts';
import { skip, withPage } from './harness.ts';

const namesOf = (page: Page): Promise<string[]> => page.locator('.hosts tbody th a').allInnerTexts();

describe('browser: fleet', { skip }, () => {
  let fleet: Fleet;
  before(async () => void (fleet = await startFleet(3)));
  after(() => fleet[Symbol.asyncDispose]());

  it('has every host in a row, with what it uses and the machines that run, and all together', async () => {
    await withPage(fleet.program, async ({ page, url, screenshot }) => {
      await page.goto(url);
      await page.locator('.hosts .c-cpu-usage.value').nth(2).waitFor();
      assert.deepEqual(await namesOf(page), ['kvm-1', 'kvm-2', 'kvm-3']);
      assert.equal(await page.title(), 'Hosts · virtscope');
      assert.equal(await page.locator('nav a').first().innerText(), 'Hosts');
      assert.equal(await page.locator('nav a[aria-current=page]').innerText(), 'Hosts');
      const [first] = await page.locator('.hosts tbody tr').all();
      assert.match(
        ((await first?.innerText()) ?? '').replace(/\s+/g, ' '),
        /kvm-1 up \d[\d.]* of \d+ \d[\d.]* of \d+ GiB \d+ \/ 6/,
      );
      const headline = await page.getByRole('region', { name: 'all hosts now' }).innerText();
      assert.match(
        headline.replace(/\s+/g, ' '),
        /hosts 3 of 3 up[^]*machines \d+ of 18 running[^]*of \d+ cores[^]*of \d+ GiB/,
      );
      // Machines of one name are told apart.
      assert.equal(await page.locator('[aria-label=machines] .c-host', { hasText: 'kvm-2' }).count(), 6);
      await screenshot('fleet');
      await page.locator('.hosts tbody a', { hasText: 'kvm-2' }).click();
      await page.locator('h1', { hasText: 'Host kvm-2' }).waitFor({ state: 'attached' });
      assert.equal(await page.locator('[aria-label=machines] tbody a').count(), 6);
      assert.equal(await page.locator('[aria-label=machines] .c-host').count(), 0);
    });
  });
});

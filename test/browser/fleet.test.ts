import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { isClean } from './axe.ts';
import { startFleet, startHost, type Fleet } from './fleet.ts';
import { overflow, skip, withPage } from './harness.ts';

const hostsOf = (page: Page): Promise<string[]> => page.locator('.hosts tbody th a').allInnerTexts();
const textOf = async (page: Page, selector: string): Promise<string> =>
  (await page.locator(selector).first().innerText()).replace(/\s+/g, ' ').trim();

/** The front page, when every host has its numbers. */
async function openFleet(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator('.hosts .c-cpu-usage.value').nth(2).waitFor();
  await page.locator('[aria-label=machines] tbody a').first().waitFor();
}

describe('browser: fleet', { skip }, () => {
  let fleet: Fleet;
  before(async () => void (fleet = await startFleet(3)));
  after(() => fleet[Symbol.asyncDispose]());

  it('has every host in a row, with what it uses and the machines that run, and all together', async () => {
    await withPage(fleet.program, async ({ page, url, screenshot }) => {
      await openFleet(page, url);
      assert.deepEqual(await hostsOf(page), ['kvm-1', 'kvm-2', 'kvm-3']);
      assert.equal(await page.title(), 'Hosts · virtscope');
      assert.equal(await page.locator('nav a[aria-current=page]').innerText(), 'Hosts');
      assert.match(
        await textOf(page, '.hosts tbody tr'),
        /kvm-1 up \d[\d.]* of \d+ \d[\d.]* of \d+ GiB \d+ \/ 6$/,
      );
      assert.match(
        await textOf(page, '.headline'),
        /hosts 3 of 3 up .*machines \d+ of 18 running .*of \d+ cores .*of \d+ GiB/,
      );
      // Machines of one name are distinguished.
      assert.equal(await page.locator('[aria-label=machines] .c-host', { hasText: 'kvm-2' }).count(), 6);
      await screenshot('fleet');
      await page.locator('.hosts tbody a', { hasText: 'kvm-2' }).click();
      await page.locator('h1', { hasText: 'Host kvm-2' }).waitFor({ state: 'attached' });
      assert.equal(await page.locator('[aria-label=machines] tbody a').count(), 6);
      assert.equal(await page.locator('[aria-label=machines] .c-host').count(), 0);
      assert.equal(await page.locator('nav a[aria-current=true]').innerText(), 'Hosts');
    });
  });

  it('keeps the row and the last values of a host that is away, names it with the reason, and heals', async () => {
    const way = fleet.ways[1];
    assert.ok(way);
    await withPage(fleet.program, async ({ page, url, screenshot }) => {
      await openFleet(page, url);
      const size = await page
        .locator('.hosts tr', { hasText: 'kvm-2' })
        .locator('.c-memory-used')
        .innerText();
      await way.close();
      await page.locator('.banners li.red a', { hasText: 'kvm-2' }).first().waitFor();
      const away = page.locator('.hosts tr.away.red');
      await away.locator('.c-memory-used.value').waitFor();
      // After a reload the last values are from history.
      await page.reload();
      await away.locator('.c-memory-used.value').waitFor();
      assert.equal(
        await away
          .locator('.c-memory-used')
          .innerText()
          .then((text) => text.split(',')[0]?.trim()),
        size.trim(),
      );
      assert.match((await away.innerText()).replace(/\s+/g, ' '), /kvm-2 unreachable: .+ \/ 6/);
      assert.deepEqual(await hostsOf(page), ['kvm-2', 'kvm-1', 'kvm-3']);
      assert.match(
        await textOf(page, '.banners li'),
        /■.* kvm-2 .+ Its 6 machines are unknown until it answers\./,
      );
      assert.match(await textOf(page, '.headline'), /2 of 3 up 1 away .*6 unknown/);
      await screenshot('fleet-away');
      await way.open();
      await page.locator('.banners li.red a', { hasText: 'kvm-2' }).first().click();
      const retry = page.getByRole('button', { name: 'connect now' });
      // It may have connected by itself.
      await Promise.race([retry.click(), page.locator('.connections .light.ok').waitFor()]).catch(
        () => undefined,
      );
      await page.locator('.connections .light.ok').waitFor();
      await page.locator('nav a', { hasText: 'Hosts' }).click();
      await page.locator('.hosts tr.ok', { hasText: 'kvm-2' }).locator('.c-cpu-usage.value').waitFor();
      await page.locator('.banners li.red').waitFor({ state: 'detached' });
    });
  });

  it('sorts the hosts, selects them with their machines, and walks them by keys', async () => {
    await withPage(fleet.program, async ({ page, url }) => {
      await openFleet(page, url);
      const machines = page.locator('[aria-label=machines] tbody a');
      await page.locator('.hosts th button', { hasText: 'host' }).click();
      assert.equal(new URL(page.url()).searchParams.get('hosts'), '-name');
      assert.deepEqual(await hostsOf(page), ['kvm-3', 'kvm-2', 'kvm-1']);
      await page.goBack();
      await openFleet(page, url);
      await page.keyboard.press('/');
      await page.keyboard.type('host:kvm-3');
      await page.locator('.hosts tbody a').nth(1).waitFor({ state: 'detached' });
      assert.deepEqual(await hostsOf(page), ['kvm-3']);
      assert.equal(await page.locator('[aria-label=machines] tbody a').count(), 6);
      await page.keyboard.press('Escape');
      await page.keyboard.press('/');
      await page.keyboard.type('web-01');
      await page.locator('.hosts tbody a').nth(2).waitFor();
      await machines.nth(2).waitFor();
      await machines.nth(3).waitFor({ state: 'detached' });
      assert.deepEqual(await hostsOf(page), ['kvm-1', 'kvm-2', 'kvm-3'], 'each has one of that name');
      await page.keyboard.press('Escape');
      await machines.nth(17).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      assert.equal(await page.evaluate('document.activeElement.textContent'), 'kvm-2');
      await page.keyboard.press('k');
      assert.equal(await page.evaluate('document.activeElement.textContent'), 'kvm-1');
      await page.keyboard.press('Enter');
      await page.locator('h1', { hasText: 'Host kvm-1' }).waitFor({ state: 'attached' });
    });
  });

  it('adds a host by keys alone, after a test that names what failed, and removes it', async () => {
    await using other = await startHost('kvm-9', 9);
    await withPage(
      fleet.program,
      async ({ page, url, screenshot }) => {
        await openFleet(page, url);
        await page.keyboard.press('a');
        const dialog = page.getByRole('dialog', { name: 'add a host' });
        await dialog.getByLabel('URI of its hypervisor').and(page.locator(':focus')).waitFor();
        await page.keyboard.type('qemu+tcp://127.0.0.1:1/system');
        for (let tabs = 0; tabs < 3; tabs++) await page.keyboard.press('Tab');
        assert.equal(await page.evaluate('document.activeElement.textContent'), 'test');
        await page.keyboard.press('Enter');
        await dialog.getByText('It cannot be read as it is.').waitFor();
        const failed = dialog.locator('.trial .failed');
        assert.match(await failed.innerText(), /connection\s+failed: .*127\.0\.0\.1/);
        assert.notEqual(await failed.locator('pre').innerText(), '');
        assert.ok((await dialog.locator('.trial .skipped').count()) > 0);
        await isClean(page, { part: 'dialog', where: 'a test that failed' });
        await screenshot('fleet-add');
        await dialog.getByLabel('URI of its hypervisor').fill('qemu+ssh://kvm/system?command=x');
        await page.keyboard.press('Enter');
        await dialog.getByText(/parameter command .*configuration file/).waitFor();
        await dialog.getByLabel('URI of its hypervisor').fill(other.uri);
        await dialog.getByLabel(/^name/).fill('ninth');
        await dialog.getByRole('button', { name: 'test' }).click();
        await dialog.getByText('It can be read.').waitFor();
        await dialog.getByLabel(/^name/).press('Enter');
        await dialog.getByText('ninth is read from now on').waitFor();
        await page.keyboard.press('Escape');
        await page.locator('.hosts tr.ok', { hasText: 'kvm-9' }).locator('.c-cpu-usage.value').waitFor();
        await page.locator('footer a', { hasText: 'sources' }).click();
        const connection = page.locator('.connections li', { hasText: 'ninth' });
        assert.match(await connection.innerText(), /added here/);
        assert.match(await textOf(page, '.connections li'), /kvm-1 .*virtscope\.yaml:\d+:\d+/);
        await connection.getByRole('button', { name: 'remove' }).click();
        await connection.getByRole('button', { name: 'remove ninth' }).click();
        await connection.waitFor({ state: 'detached' });
        await page.locator('nav a', { hasText: 'Hosts' }).click();
        await page.locator('.hosts tr', { hasText: 'kvm-9' }).waitFor({ state: 'detached' });
      },
      {},
      true,
    );
  });

  it('is clean for axe in both themes, and fits a phone', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1440, 360]) {
        const context = { colorScheme, viewport: { width, height: 800 } };
        await withPage(
          fleet.program,
          async ({ page, url, screenshot }) => {
            await openFleet(page, url);
            await isClean(page, { where: `${colorScheme}, ${width}` });
            assert.ok((await overflow(page)) <= 0, `${width}`);
            await screenshot(`fleet-${width}-${colorScheme}`);
            await page.keyboard.press('a');
            await page.getByLabel('URI of its hypervisor').waitFor();
            assert.ok((await overflow(page)) <= 0, `dialog, ${width}`);
            await page.keyboard.press('Escape');
            await page.goto(`${url}/metrics/source`);
            await page.locator('.connections li').nth(2).waitFor();
            await isClean(page, { where: `sources, ${colorScheme}, ${width}` });
            assert.ok((await overflow(page)) <= 0, `sources, ${width}`);
          },
          context,
        );
      }
    }
  });
});

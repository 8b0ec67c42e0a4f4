import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Message, Messages } from '../../src/api/wire/messages.ts';
import { eventually, type Program } from '../program.ts';
import { isClean } from './axe.ts';
import { overflow, skip, withConsole } from './harness.ts';

/** Each is one message. */
async function call(program: Program, count: number, path = '/healthz'): Promise<void> {
  for (let i = 0; i < count; i++) await (await fetch(program.url + path)).arrayBuffer();
}

const rows = (page: Page) => page.locator('.messages tbody .c-method');
const state = (page: Page) => page.locator('.tail-state');
const waiting = async (page: Page): Promise<number> =>
  Number((await state(page).getByRole('button').textContent())?.replace(/\D/g, ''));
const isAtEnd = (page: Page): Promise<boolean> =>
  page.evaluate(`{
    const list = document.querySelector('.messages');
    list.scrollHeight - list.clientHeight - list.scrollTop < 2;
  }`);

/** A message that was not. */
const messageAt = (sequence: number, method = `METHOD_${sequence}`): Message => ({
  id: `0123456789ab-${sequence}`,
  time: 1_767_225_600 + sequence / 1000,
  interface: 'libvirt',
  service: 'libvirtd',
  direction: 'out',
  method,
  peer: 'libvirt',
  outcome: 'ok',
  code: null,
  latency: 0.00034,
  bytes: { sent: 36, received: 18_044 },
  payload: null,
});

/** Answers in place of the server: the newest, and what is behind and before an id. */
async function withMessages(
  page: Page,
  answer: (after: number | null) => Partial<Messages> | null,
): Promise<void> {
  await page.route(/\/messages(\?|$)/, async (route) => {
    if (route.request().resourceType() === 'document') return route.continue();
    const after = new URL(route.request().url()).searchParams.get('after');
    const given = answer(after === null ? null : Number(after.split('-')[1]));
    if (!given) return;
    const last = given.messages?.at(-1)?.id ?? after;
    return route.fulfill({
      json: {
        messages: [],
        gap: 0,
        undecided: 0,
        next: `/messages?after=${last}&limit=1000&wait=60`,
        ...given,
      },
    });
  });
}

describe('browser: messages', { skip }, () => {
  it('follows what comes, holds still with a count when one scrolls up, and goes on', async () => {
    await withConsole(async ({ page, url, program, screenshot }) => {
      await call(program, 60);
      await page.goto(url);
      await page.locator('.machines tbody a').first().waitFor();
      await page.keyboard.press('g');
      await page.keyboard.press('e');
      await page.waitForURL('**/messages');
      await rows(page).filter({ hasText: 'GET /healthz' }).first().waitFor();
      await call(program, 1, '/no-such-thing');
      await rows(page).filter({ hasText: 'GET *' }).last().waitFor();
      assert.ok(await isAtEnd(page));
      await screenshot('messages');
      await page.locator('.messages').hover();
      await page.mouse.wheel(0, -400);
      await state(page).getByText('PAUSED').waitFor();
      const top = await page.evaluate('document.querySelector(".messages").scrollTop');
      await call(program, 37);
      await eventually(() => waiting(page), (count) => count >= 37, 15, '37 new'); // prettier-ignore
      assert.equal(await page.evaluate('document.querySelector(".messages").scrollTop'), top);
      await screenshot('messages-held');
      await page.keyboard.press('End');
      await state(page).getByText('Live').waitFor();
      await eventually(() => isAtEnd(page), Boolean, 5, 'the end');
    });
  });

  it('holds still while the screen is frozen, unmistakably', async () => {
    await withConsole(async ({ page, url, program }) => {
      await page.goto(`${url}/messages`);
      await state(page).getByText('Live').waitFor();
      await page.keyboard.press('.');
      await state(page).getByText('you froze the screen').waitFor();
      await call(program, 5, '/unheard-of');
      await eventually(() => waiting(page), (count) => count >= 5, 15, 'five new'); // prettier-ignore
      assert.equal(await rows(page).filter({ hasText: 'unheard' }).count(), 0);
      await page.keyboard.press('.');
      await state(page).getByText('Live').waitFor();
    });
  });

  it('narrows as one types, in the address too, and shows where a filter is wrong', async () => {
    await withConsole(
      async ({ page, url, program, screenshot }) => {
        await call(program, 3, '/no-such-thing');
        await call(program, 3);
        await page.goto(`${url}/messages`);
        await rows(page).filter({ hasText: 'GET /healthz' }).first().waitFor();
        await page.keyboard.press('f');
        await page.keyboard.type("outcome == 'error'");
        await page.waitForURL((at) => at.searchParams.get('filter') === "outcome == 'error'");
        await eventually(
          async () => [...new Set(await page.locator('.messages tbody .c-outcome').allInnerTexts())],
          (outcomes) => outcomes.length > 0 && outcomes.every((outcome) => outcome.includes('error')),
          10,
          'errors alone',
        );
        await page.keyboard.type(' && nonsense > 1');
        await page.getByRole('alert').getByText('at character 23').waitFor();
        assert.equal(await page.locator('#filter-problem mark').textContent(), 'nonsense');
        await page.getByText(/^Fields: time, interface, .*bytes$/).waitFor();
        await page.getByText("Shown is “outcome == 'error'”.").waitFor();
        await isClean(page, { where: 'a wrong filter' });
        await screenshot('messages-wrong');
        await page.reload();
        await page.getByRole('alert').getByText('at character 23').waitFor();
      },
      { expectErrors: true },
    );
  });

  it('draws what is missing with its size, reads back, and shows hostile text as text', async () => {
    await withConsole(async ({ page, url, screenshot }) => {
      const between = (from: number, to: number): Message[] =>
        Array.from({ length: to - from }, (_, i) => messageAt(from + i));
      const hostile = '<img src=x onerror="document.title=1">\u202Egnp.exe';
      let isGiven = false;
      await withMessages(page, (after) => {
        if (after === null) return { messages: between(4001, 5001) };
        if (after < 5000) return { messages: between(Math.max(after, 3500) + 1, Math.max(after, 3500) + 1001), gap: Math.max(0, 3500 - after) }; // prettier-ignore
        if (isGiven) return null;
        isGiven = true;
        return { messages: [messageAt(6205), messageAt(6206, hostile)], gap: 1204 };
      });
      await page.goto(`${url}/messages`);
      await page.getByText('1,204 messages are missing here').waitFor();
      await page.getByText(hostile).waitFor();
      assert.match(await page.title(), /Messages/);
      await screenshot('messages-gap');
      await page.evaluate('document.querySelector(".messages").scrollTop = 30');
      // The 1,000 there were, the 500 before them, two behind the gap, the gap, the head and the first row.
      await page.locator('.messages table[aria-rowcount="1505"]').waitFor();
      await rows(page).filter({ hasText: 'METHOD_4001' }).waitFor();
      await page.evaluate('document.querySelector(".messages").scrollTop = 0');
      await rows(page).filter({ hasText: 'METHOD_3501' }).waitFor();
      await page.getByText('No older message is kept').waitFor();
    });
  });

  it('opens the details of a row by keyboard, and finds others like it', async () => {
    await withConsole(async ({ page, url, program, screenshot }) => {
      await call(program, 3);
      await page.goto(`${url}/messages?filter=healthz`);
      await rows(page).first().waitFor();
      await page.keyboard.press('k');
      await state(page).getByText('PAUSED').waitFor();
      await page.keyboard.press('k');
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: 'message' });
      await dialog.getByText('GET /healthz').waitFor();
      await dialog.getByText('loopback').first().waitFor();
      await isClean(page, { where: 'details' });
      await screenshot('message');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      assert.ok(await page.evaluate('document.activeElement.matches(".c-method button")'));
      await page.keyboard.press('Enter');
      await dialog.getByRole('button', { name: 'only this method' }).press('Enter');
      await page.waitForURL((at) => at.searchParams.get('filter') === 'method == "GET /healthz"');
    });
  });

  it('saves what is filtered, a line for each', async () => {
    await withConsole(async ({ page, url, program }) => {
      await call(program, 3);
      await page.goto(`${url}/messages?filter=healthz`);
      await rows(page).first().waitFor();
      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: 'download NDJSON' }).click();
      const stream = await (await saved).createReadStream();
      let lines = '';
      for await (const part of stream) lines += String(part);
      const messages = lines.trim().split('\n').map((line) => JSON.parse(line) as Message); // prettier-ignore
      assert.ok(messages.length >= 3);
      assert.deepEqual([...new Set(messages.map(({ method }) => method))], ['GET /healthz']);
    });
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`fits 360 pixels and is clean for axe in ${colorScheme}`, async () => {
      await withConsole(
        async ({ page, url, program, screenshot }) => {
          await call(program, 40);
          await call(program, 2, '/no-such-thing');
          await page.goto(`${url}/messages`);
          await rows(page).filter({ hasText: 'GET /healthz' }).first().waitFor();
          await page.keyboard.press('.');
          await state(page).getByText('PAUSED').waitFor();
          assert.equal(await overflow(page), 0);
          assert.ok(await rows(page).last().isVisible());
          await eventually(() => isAtEnd(page), Boolean, 5, 'the end');
          await isClean(page, { where: 'messages' });
          await screenshot(`messages-360-${colorScheme}`);
        },
        { context: { colorScheme, viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } },
      );
    });
  }
});

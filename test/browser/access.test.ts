import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { startProgram, type Program } from '../program.ts';
import { isClean } from './axe.ts';
import { overflow, skip, withPage } from './harness.ts';

const closedLoopback = 'interval: 1s\naccess:\n  loopback: closed\n';

/** Makes a token as an administrator of the machine does. */
function makeToken(stateDir: string, ...args: string[]): string {
  const line = ['src/main.ts', 'token', 'create', '--state', stateDir, ...args];
  return execFileSync(process.execPath, line, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}

async function logIn(page: Page, token: string): Promise<void> {
  await page.getByLabel('Token').fill(token);
  await page.keyboard.press('Enter');
}

describe('browser: access', { skip }, () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'virtscope-access-'));
  let program: Program;
  let admin = '';
  let viewer = '';
  before(async () => {
    admin = makeToken(stateDir, '--role', 'admin', '--note', 'night shift');
    viewer = makeToken(stateDir, '--role', 'viewer', '--note', 'wall screen');
    program = await startProgram(['--demo', '4'], closedLoopback, stateDir);
  });
  after(async () => {
    await program.stop();
    rmSync(stateDir, { recursive: true });
  });
  const shown = (run: Parameters<typeof withPage>[1], context = {}): Promise<void> =>
    withPage(program, run, context, true);

  it('asks for a token in place of the page, goes on at its address, and shows nothing after the log-out', () =>
    shown(async ({ page, url }) => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      await page.goto(`${url}/metrics/VM?sort=name`);
      await page.getByLabel('Token').waitFor();
      assert.deepEqual(asked.filter((path) => !path.startsWith('/assets/')).toSorted(), [
        '/metrics/VM',
        '/session',
      ]);

      await logIn(page, `virtscope_${'A'.repeat(43)}`);
      await page.getByRole('alert').filter({ hasText: 'Cannot' }).waitFor();
      await logIn(page, admin);
      await page.getByRole('link', { name: 'web-01' }).waitFor();
      assert.equal(new URL(page.url()).search, '?sort=name');
      // Nothing that a script could read has the token.
      const kept = await page.evaluate<string>(
        'JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}, location.href])',
      );
      assert.ok(!kept.includes('virtscope_'), kept);

      await page.getByRole('button', { name: 'night shift' }).click();
      await page.getByRole('button', { name: 'log out' }).click();
      await page.getByLabel('Token').waitFor();
      assert.equal(await page.getByRole('link', { name: 'web-01' }).count(), 0);
      await page.goBack().catch(() => null);
      await page.goto(`${url}/metrics/VM`);
      await page.getByLabel('Token').waitFor();
    }));

  it('makes a token that is shown once, and revokes it in two clicks, which ends its login', () =>
    shown(async ({ page, url, screenshot }) => {
      await page.goto(`${url}/access`);
      await logIn(page, admin);
      await page.getByRole('cell', { name: 'viewer' }).first().waitFor();
      await page.getByRole('button', { name: 'make a token' }).click();
      await page.getByLabel('what it is for').fill('the pager');
      await page.getByLabel('role or purpose').selectOption('operator');
      await page.getByRole('button', { name: 'make', exact: true }).click();
      const secret = (await page.getByLabel('token', { exact: true }).textContent())?.trim() ?? '';
      assert.match(secret, /^virtscope_[\w-]{43}$/);
      await screenshot('access-secret');
      await page.getByRole('button', { name: 'close' }).click();
      await page.locator('dialog').waitFor({ state: 'detached' });
      assert.ok(!(await page.content()).includes(secret));

      await shown(async ({ page: other }) => {
        await other.goto(url);
        await logIn(other, secret);
        await other.locator('.value').first().waitFor();
        await page.getByRole('button', { name: 'revoke the pager' }).click();
        await page.getByRole('button', { name: 'revoke the pager' }).click();
        await other.getByLabel('Token').waitFor();
        assert.equal(await other.locator('.value').count(), 0);
      });
      const log = page.getByRole('region', { name: 'log of changes' });
      await log.getByText('token.revoke').first().waitFor();
      assert.ok(!(await page.content()).includes(secret));
    }));

  it('has no control for what a viewer may not do', () =>
    shown(async ({ page, url }) => {
      await page.goto(`${url}/metrics/source`);
      await logIn(page, viewer);
      await page.getByRole('heading', { name: 'Connections' }).waitFor();
      await page.getByRole('button', { name: 'wall screen' }).waitFor();
      assert.equal(await page.getByRole('button', { name: 'add a host' }).count(), 0);
      assert.equal(await page.locator('a[href="/access"]').count(), 0);
      const answer = await page.evaluate<number>(`fetch('/tokens').then(({ status }) => status)`);
      assert.equal(answer, 403);
    }));

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is clean for axe, fits a phone and works by keyboard in ${colorScheme}`, () =>
      shown(
        async ({ page, url, screenshot }) => {
          await page.goto(`${url}/access`);
          await page.getByLabel('Token').waitFor();
          await isClean(page, { where: `log in, ${colorScheme}` });
          assert.equal(await overflow(page), 0);
          await screenshot(`login-${colorScheme}`);
          // The field has the focus.
          await page.keyboard.insertText(admin);
          await page.keyboard.press('Enter');
          await page.getByRole('cell', { name: 'viewer' }).first().waitFor();
          await isClean(page, { where: `access, ${colorScheme}` });
          assert.equal(await overflow(page), 0);
          await screenshot(`access-${colorScheme}`);
          await page.getByRole('button', { name: 'night shift', exact: true }).click();
          const menu = await page.locator('.account .panel').boundingBox();
          assert.ok(menu && menu.x >= 0 && menu.x + menu.width <= 360, JSON.stringify(menu));
          await page.keyboard.press('Escape');
          await page.keyboard.press('c');
          await page.getByLabel('what it is for').waitFor();
          await isClean(page, { where: `make a token, ${colorScheme}` });
        },
        { colorScheme, viewport: { width: 360, height: 800 } },
      ));
  }

  it('gives nothing to a page of another origin, though the browser is logged in', () =>
    shown(async ({ page, url }) => {
      await page.goto(url);
      await logIn(page, admin);
      await page.locator('.value').first().waitFor();
      await using other = await serveBlankPage();
      // A site of its own: another name of this machine.
      const foreign = await page.context().newPage();
      await foreign.goto(other.url);
      const tried = await foreign.evaluate<string[]>(`(async () => {
        const how = [{ credentials: 'include' }, { credentials: 'include', mode: 'no-cors' },
          { method: 'POST', credentials: 'include', mode: 'no-cors', body: '{"role":"admin","note":"x"}' }];
        const seen = [];
        for (const one of how) {
          seen.push(await fetch('${url}/tokens', one).then(
            async (answer) => answer.type + (await answer.text()),
            () => 'refused'));
        }
        return seen;
      })()`);
      assert.deepEqual(tried, ['refused', 'opaque', 'opaque']);
      const made = await page.evaluate<{ note: string }[]>(
        `fetch('/tokens').then((answer) => answer.json())`,
      );
      assert.ok(made.every(({ note }) => note !== 'x'));
    }));
});

/** A page of another site. */
async function serveBlankPage(): Promise<{ url: string } & AsyncDisposable> {
  const server: Server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>other</title>');
  });
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => void server.close(closed));
    },
  };
}

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Classes } from '../../src/api/wire/metrics.ts';
import type { Table } from '../../src/api/wire/table.ts';
import { LIGHTS, lightOf } from '../../src/model/light.ts';
import { startProgram, type Program } from '../program.ts';
import { idOf, skip, withConsole, withPage } from './harness.ts';

interface Status {
  demo: boolean;
  sources: { kind: string; up: boolean; reason: string | null; since: number }[];
  lookedFor: unknown[];
  history: { condition: object | null; pendingRows: number; droppedRows: number };
}

/** Puts conditions into the real table, and their lights into the counts, as the stream would send them. */
async function withTable(
  page: Page,
  program: Program,
  change: (table: Table & { time: number }, counts: Classes) => void,
): Promise<void> {
  await page.route('**/metrics/VM?columns=*', async (route) => {
    const { pathname, search } = new URL(route.request().url());
    const table = await program.json<Table & { time: number }>(
      pathname + search.replace('&deltas=1&counts=1', ''),
    );
    const counts = await program.json<Classes>('/metrics');
    change(table, counts);
    const { lights } = counts['VM'] as Classes[string];
    for (const light of LIGHTS) lights[light] = 0;
    for (const [row, state] of table.states.entries()) {
      lights[lightOf('VM', state, table.conditions[row] ?? null)]++;
    }
    const events = Object.entries({ counts, table });
    const text = events.map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    await route.fulfill({ contentType: 'text/event-stream', body: `retry: 60000\n${text.join('')}` });
  });
}

async function withStatus(page: Page, program: Program, change: (status: Status) => void): Promise<void> {
  await page.route('**/status', async (route) => {
    const status = await program.json<Status>('/status');
    change(status);
    await route.fulfill({ json: status });
  });
}

describe('browser: findings', { skip }, () => {
  it('puts what is wrong on top with its age, counts it once, and marks its row', async () => {
    await withConsole(async ({ page, url, program, screenshot }) => {
      // A loaded machine has findings of its own.
      await withStatus(page, program, ({ sources, history }) => {
        for (const source of sources) Object.assign(source, { up: true, reason: null, conditions: [] });
        history.condition = null;
      });
      await withTable(page, program, ({ time, names, states, conditions }) => {
        states.fill('running');
        conditions.fill(null);
        const since = time - 190;
        conditions[0] = {
          kind: 'stuck',
          since,
          age: 190,
          atLeast: false,
          reason: 'QEMU does not answer its monitor',
        };
        conditions[1] = { kind: 'busy', since, age: 190, atLeast: false, reason: 'monitor busy' };
        [names[0], names[1], states[2]] = ['hung', 'saving', 'shutoff'];
      });
      await page.goto(url);
      const banners = page.getByRole('region', { name: 'what is wrong' }).getByRole('listitem');
      await banners.nth(1).waitFor();
      assert.match(
        await banners.first().innerText(),
        /■[^]*hung[^]*QEMU does not answer its monitor\.[^]*since \d\d:\d\d:\d\d UTC \(3\smin/,
      );
      assert.match(await banners.nth(1).innerText(), /▲[^]*saving/);
      assert.equal(await banners.count(), 2);
      assert.match(await page.locator('.lights').innerText(), /■ 1 red\s+▲ 1 amber/);
      await page.locator('tr.red .c-state').getByText('not answering').waitFor();
      await page.locator('tr.off .c-state').getByText('off').waitFor();
      await screenshot('findings');
      await page.locator('.lights a').first().click();
      await page.waitForURL('**/metrics/VM?select=is:red');
      await page.getByRole('heading', { level: 1, name: 'Machines' }).waitFor({ state: 'attached' });
      assert.deepEqual(await page.locator('.machines tbody a').allInnerTexts(), ['hung']);
    });
  });

  it('names one cause when a source is down, on every page', async () => {
    await withConsole(async ({ page, url, program }) => {
      await withTable(page, program, ({ time, conditions }, counts) => {
        Object.assign(counts['source']?.lights ?? {}, { red: 1 });
        for (const row of conditions.keys()) {
          conditions[row] = {
            kind: 'unreachable',
            since: time - 60,
            age: 60,
            atLeast: false,
            reason: 'connection refused',
          };
        }
      });
      await withStatus(page, program, ({ sources }) => {
        Object.assign(sources[1] ?? {}, { up: false, reason: 'connection refused' });
      });
      await page.goto(url);
      const banner = page.getByRole('region', { name: 'what is wrong' }).getByRole('listitem');
      await banner.getByText('Connection refused. Its 12 machines are unknown until it answers.').waitFor();
      assert.equal(await banner.count(), 1);
      await page.getByRole('link', { name: 'Machines' }).click();
      await page.locator('.lights').getByText('1 source down').waitFor();
      await page.locator('.lights').getByText('12 unknown').waitFor();
      await page.locator('footer').getByText('libvirt').waitFor();
    });
  });

  it('shows what was looked for where no hypervisor was found', async () => {
    await withConsole(async ({ page, url, program }) => {
      await withStatus(page, program, (status) => {
        status.demo = false;
        status.lookedFor = [
          { target: '/run/libvirt/libvirt-sock-ro', found: false, reason: 'does not exist' },
        ];
        for (const source of status.sources) if (source.kind !== 'host') source.up = false;
      });
      await page.goto(url);
      const line = page.locator('.first-run');
      await line.getByText('No hypervisor was found.').waitFor();
      assert.match(await line.innerText(), /libvirt-sock-ro \(does not exist\)[^]*hosts add URI/);
    });
  });

  it('shows that history cannot be written, with the reason as text, in the frame of every page', async () => {
    await withConsole(async ({ page, url, program, screenshot }) => {
      await withStatus(page, program, ({ history }) => {
        const reason = '<img src=x onerror=alert(1)> no space left on device';
        const since = Date.now() / 1000 - 600;
        history.condition = { kind: 'disk-full', reason, since, atLeast: false, age: 600 };
        [history.pendingRows, history.droppedRows] = [120, 7];
      });
      await page.goto(url);
      const banner = page.getByRole('region', { name: 'what is wrong' }).getByRole('listitem').first();
      await banner
        .getByText(
          'Its disk is full. <img src=x onerror=alert(1)> no space left on device. Rows that wait in memory: 120. Rows lost: 7.',
        )
        .waitFor();
      await banner.getByText(/since \d\d:\d\d:\d\d UTC/).waitFor();
      await screenshot('history-condition');
      await page.goto(`${url}/metrics/VM/${await idOf(program, 'web-01')}`);
      await page.locator('.lights').getByText('■ history').click();
      await page.waitForURL(`${url}/`);
      await banner.waitFor();
      assert.equal(await page.locator('img').count(), 0);
    });
  });

  it('shows what was repaired at the start until "seen" is pressed', async () => {
    const state = mkdtempSync(join(tmpdir(), 'virtscope-torn-'));
    mkdirSync(join(state, 'demo-history'));
    writeFileSync(join(state, 'demo-history', 'catalogue.jsonl'), '{"torn');
    await using program = await startProgram(['--demo', '3'], 'interval: 1s\n', state);
    try {
      await withPage(program, async ({ page, url }) => {
        await page.goto(`${url}/metrics/VM`);
        const banner = page.getByRole('region', { name: 'what is wrong' });
        const notice = banner.getByText('Repaired or set aside in 1 place; rows not shown: 0.');
        await notice.click();
        await banner.getByText(/catalogue\.jsonl: 6 bytes of a line cut off; rows: 0$/).waitFor();
        await banner.getByRole('button', { name: 'seen' }).click();
        await notice.waitFor({ state: 'detached' });
        await page.reload();
        await page.locator('.machines tbody a').first().waitFor();
        assert.equal(await notice.count(), 0);
      });
    } finally {
      await program.stop();
      rmSync(state, { recursive: true });
    }
  });

  it('names above the charts what may be missing of a history', async () => {
    await withConsole(async ({ page, url, program }) => {
      const note = 'Rows before 2026-11-14T00:00:00Z may be missing: Cannot reach <b>metrics.example</b>';
      await page.route(/\/metrics\/VM\/[^/]+\/history\?/, async (route) => {
        const { pathname, search } = new URL(route.request().url());
        await route.fulfill({ json: { ...(await program.json<object>(pathname + search)), notes: [note] } });
      });
      await page.goto(`${url}/metrics/VM/${await idOf(program, 'web-01')}?window=1y`);
      await page.getByText(`${note}.`).waitFor();
    });
  });
});

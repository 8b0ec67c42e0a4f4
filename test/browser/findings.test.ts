import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Alarms } from '../../src/api/wire/alarms.ts';
import type { Classes } from '../../src/api/wire/metrics.ts';
import type { Table } from '../../src/api/wire/table.ts';
import { LIGHTS, lightOfRow } from '../../src/model/light.ts';
import { eventually, startProgram, type Program } from '../program.ts';
import { idOf, skip, withConsole, withPage } from './harness.ts';

interface Status {
  demo: boolean;
  sources: { kind: string; up: boolean; reason: string | null; since: number }[];
  lookedFor: unknown[];
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
    for (const row of table.states.keys()) {
      lights[lightOfRow('VM', table, row)]++;
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
  it('marks the rows of what is wrong, and counts them where no alarm is evaluated', async () => {
    await withConsole(async ({ page, url, program }) => {
      await withTable(page, program, ({ time, names, states, conditions, alarms }) => {
        states.fill('running');
        conditions.fill(null);
        alarms?.fill('green');
        const since = time - 190;
        const condition = { since, age: 190, atLeast: false };
        conditions[0] = { kind: 'stuck', ...condition, reason: 'QEMU does not answer its monitor' };
        conditions[1] = { kind: 'busy', ...condition, reason: 'monitor busy' };
        if (alarms) alarms[3] = 'red';
        [names[0], names[1], names[3], states[2]] = ['hung', 'saving', 'starved', 'shutoff'];
      });
      await page.goto(url);
      await page.locator('tr.red .c-state').getByText('not answering').waitFor();
      await page.locator('tr.off .c-state').getByText('off').waitFor();
      await page.locator('tr.red').getByText('starved').waitFor();
      await page.locator('.lights').getByText('▲ 1 amber').waitFor();
      await page.locator('.lights').getByText('■ 2 red').click();
      await page.waitForURL('**/metrics/VM?select=is:red');
      await page.getByRole('heading', { level: 1, name: 'Machines' }).waitFor({ state: 'attached' });
      assert.deepEqual((await page.locator('.machines tbody a').allInnerTexts()).toSorted(), [
        'hung',
        'starved',
      ]);
    });
  });

  it('puts alarms on top with their sentences, counts them in the frame, and marks their rows', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'virtscope-findings-'));
    const rules = 'rules: {test.cpus: {class: VM, metric: cpu.count, amber: 0, red: 16}}';
    writeFileSync(join(folder, 'rules.yaml'), rules);
    const config = `interval: 1s\nalarms: {rules: [${join(folder, 'rules.yaml')}]}\n`;
    await using program = await startProgram(['--demo', '12'], config);
    try {
      await withPage(program, async ({ page, url, screenshot }) => {
        await page.goto(url);
        const banners = page.getByRole('region', { name: 'what is wrong' });
        const first = banners.getByRole('listitem').filter({ hasText: 'Processors online' }).first();
        await first.waitFor();
        assert.match(
          await first.innerText(),
          /^[■▲][^]*Processors online \d+ \(limit \d+\)\.[^]*since \d\d:/,
        );
        assert.match(await banners.getByRole('listitem').nth(5).innerText(), /^and \d+ more$/);
        await screenshot('findings');
        const name = await first.getByRole('link').first().innerText();
        await page.locator('tr.amber, tr.red').filter({ hasText: name }).waitFor();
        const amber = page.locator('.lights').getByText(/▲ \d+ amber/);
        await amber.click();
        await page.waitForURL('**/alarms?state=amber');
        await eventually(
          async () => [
            await page.locator('.alarms > li').count(),
            Number(/▲ (\d+) amber/.exec(await page.locator('.lights').innerText())?.[1]),
          ],
          ([listed, counted]) => listed === counted,
          10,
          'as many alarms as the frame counts',
        );
      });
    } finally {
      await program.stop();
      rmSync(folder, { recursive: true });
    }
  });

  it('says that alarms are switched off', async () => {
    await using program = await startProgram(['--demo', '3'], 'interval: 1s\nalarms: {enabled: false}\n');
    try {
      await withPage(program, async ({ page, url }) => {
        await page.goto(url);
        await page.getByText('Alarms are switched off: lights are of states alone.').waitFor();
      });
    } finally {
      await program.stop();
    }
  });

  it('names one cause when a source is down, on every page', async () => {
    await withConsole(async ({ page, url, program }) => {
      await withTable(page, program, ({ time, conditions, alarms }, counts) => {
        Object.assign(counts['source']?.lights ?? {}, { red: 1 });
        alarms?.fill('unknown');
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
      await page.route('**/alarms?*', async (route) => {
        const { pathname, search } = new URL(route.request().url());
        const answer = await program.json<Alarms>(pathname + search);
        const table = await program.json<Table>('/metrics/VM?columns=cpu.usage');
        const alarm = {
          id: 'a',
          uri: '/alarms/a',
          rule: 'source.unreadable',
          class: 'source',
          entity: table.sources[0],
          name: 'libvirt',
          subject: '/metrics/source/libvirt',
          instance: null,
          state: 'red',
          message: 'libvirt: Connection <b>refused</b>.',
          since: table.time,
          inhibited: null,
          silenced: null,
          acknowledged: null,
        };
        const summary = { red: 1, amber: 0, green: 9, unknown: 0 };
        await route.fulfill({ json: { ...answer, summary, alarms: [alarm] } });
      });
      await page.goto(url);
      const banner = page.getByRole('region', { name: 'what is wrong' }).getByRole('listitem');
      await banner
        .getByText('Connection <b>refused</b>. Its 12 machines are unknown until it answers.')
        .waitFor();
      assert.equal(await banner.count(), 1);
      await page.getByRole('link', { name: 'Machines' }).click();
      await page.locator('.lights').getByText('1 source red').waitFor();
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

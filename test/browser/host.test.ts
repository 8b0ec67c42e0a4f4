import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import { listen } from '../../packages/libvirt/test/listen.ts';
import { nodeAnswers } from '../../src/sources/libvirt/host/test-node.ts';
import { answersOf, fakeVm } from '../../src/sources/libvirt/test-daemon.ts';
import { eventually, startProgram } from '../program.ts';
import { isClean } from './axe.ts';
import { skip, withConsole, withPage } from './harness.ts';

describe('browser: host page', { skip }, () => {
  it('shows numbers of this host, its machines and five charts', async () => {
    await withConsole(async ({ page, url, screenshot }) => {
      await page.goto(url);
      const cell = (label: string): Locator =>
        page.locator('.cell').filter({ has: page.getByRole('heading', { name: label, exact: true }) });
      await cell('CPU').locator('.big .value').waitFor();
      assert.match(await cell('memory').innerText(), /\d+(\.\d)?\s%[^]*of \d+(\.\d)?\s[KMGT]iB/);
      assert.match(await cell('load').locator('.big').innerText(), /^\d/);
      await page.locator('.machines tbody tr.ok').first().waitFor();
      assert.equal(await page.locator('.machines tbody tr').count(), 12);
      await page.locator('[data-chart] .u-over').nth(5).waitFor();
      assert.deepEqual(await page.locator('.chart h2').allInnerTexts(), [
        'CPU',
        'Memory',
        'Network',
        'Disk',
        'Pressure: time tasks waited',
      ]);
      await page
        .locator('.cell .guests')
        .getByText(/^guests use .*cores of \d+$/)
        .waitFor();
      await page.locator('.chart').last().scrollIntoViewIfNeeded();
      const capacity = page.getByRole('region', { name: 'Capacity' });
      await capacity.getByText(/^\d+ of 12 machines run\./).waitFor();
      assert.match(await capacity.innerText(), /vCPUs\s+running machines have \d+ on \d+ cores, /);
      await capacity.locator('tbody tr').nth(4).waitFor();
      await screenshot('host-light');
    });
  });

  it('shows how fast the services of the host answer, when they come into sight', async () => {
    await withConsole(async ({ page, url, screenshot }) => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      await page.goto(url);
      await page.locator('.machines tbody tr.ok').first().waitFor();
      await page.locator('[data-chart] .u-over').nth(5).waitFor();
      assert.deepEqual(
        asked.filter((path) => path.startsWith('/metrics/service')),
        [],
      );
      await page.locator('.chart').last().scrollIntoViewIfNeeded();
      const row = (name: string) =>
        page
          .locator('table.services tbody tr')
          .filter({ has: page.getByRole('link', { name, exact: true }) });
      await row('libvirtd').locator('.value').nth(3).waitFor();
      const [, messages = '', errors = '', p50 = '', p99 = ''] = await row('libvirtd')
        .locator('th, td')
        .allInnerTexts();
      assert.match(messages, /^[\d.]+\s1?\/s$/);
      assert.match(errors, /^[\d.]+\s1?\/s$/);
      for (const latency of [p50, p99]) assert.match(latency, /^[\d.]+\s(µs|ms|s)$/);
      const map = row('libvirtd').getByRole('img', { name: /^\d+ calls in ten minutes: half within / });
      await map.locator('rect').first().waitFor({ state: 'attached' });
      await isClean(page, { part: '.services' });
      await screenshot('host-services');
      await row('virtscope').waitFor();
      await row('libvirtd').getByRole('link').click();
      await page.getByRole('heading', { name: 'libvirtd' }).waitFor();
    });
  });

  it('shows demo in the frame, in the title and above the numbers', async () => {
    await withConsole(async ({ page, url }) => {
      await page.goto(url);
      await page.locator('header.frame .demo').waitFor();
      await page.locator('.first-run').getByText('These machines are simulated').waitFor();
      await eventually(
        () => page.title(),
        (title) => title.endsWith('(demo)'),
        5,
        'demo in the title',
      );
    });
  });

  it('names what is before the first row as before history begins, however late that row came', async () => {
    await withConsole(async ({ page, url, program }) => {
      await page.route('**/status', async (route) => {
        const status = await program.json<{ startedAt: number }>('/status');
        // As on a machine so busy that the first poll took two minutes.
        await route.fulfill({ json: { ...status, startedAt: status.startedAt - 120 } });
      });
      // A window that moves would begin with the history.
      const { startedAt } = await program.json<{ startedAt: number }>('/status');
      await page.goto(`${url}/?from=${Math.floor(startedAt) - 180}&to=${Math.ceil(startedAt) + 20}`);
      await page.locator('[data-chart=cpu] .gaps', { hasText: 'before history begins' }).first().waitFor();
      assert.doesNotMatch(await page.locator('.charts').innerText(), /older than what is kept/);
    });
  });

  it('asks once per page and then only listens', async () => {
    await withConsole(async ({ page, url }) => {
      await page.goto(url);
      await page.locator('.machines .sparkline path.line[d^="M"]').first().waitFor({ state: 'attached' });
      await page.locator('[data-chart=cpu] .value').first().waitFor();
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      const chart = page.locator('[data-chart=cpu] .plots');
      const reading = await chart.getAttribute('aria-valuetext');
      await eventually(
        () => chart.getAttribute('aria-valuetext'),
        (newer) => newer !== reading,
        10,
        'a newer row in the chart',
      );
      assert.deepEqual(
        asked.filter((path) => path.includes('history')),
        [],
      );
    });
  });
});

describe('browser: host page, of a hypervisor elsewhere', { skip }, () => {
  it('begins with this machine; a host elsewhere has its numbers, and why the others are unknown', async () => {
    const uuid = '6d6f7264-0000-4000-8000-0000000000f0';
    const daemon = await listen({
      ...answersOf(() => [fakeVm(1), fakeVm(2)]),
      CONNECT_GET_CAPABILITIES: () => ({ text: `<host><uuid>${uuid}</uuid></host>` }),
      // Before any name of this machine.
      CONNECT_GET_HOSTNAME: () => ({ text: '!far' }),
      ...nodeAnswers(),
    });
    await using _daemon = daemon;
    await using program = await startProgram(
      ['--libvirt', `qemu+tcp://127.0.0.1:${daemon.port}/system`],
      'interval: 1s\n',
    );
    await withPage(program, async ({ page, url, screenshot }) => {
      await page.goto(url);
      await page.locator('select.host option', { hasText: '!far' }).waitFor({ state: 'attached' });
      await page.locator('.headline .cell .big .value').first().waitFor();
      const machines = page.locator('.machines tbody tr.ok');
      await machines.nth(1).waitFor();
      // The front page is of both.
      assert.equal(await page.locator('select.host').inputValue(), '/');
      await page.goto(`${url}${await page.locator('select.host option').nth(1).getAttribute('value')}`);
      await page.getByText('No machine is on this host.').waitFor();
      await page.locator('select.host').selectOption('!far');
      const cell = (label: string): Locator =>
        page.locator('.cell').filter({ has: page.getByRole('heading', { name: label, exact: true }) });
      await cell('memory')
        .locator('.big', { hasText: /^50\s?%$/ })
        .waitFor();
      assert.match(await cell('memory').innerText(), /4\.0\sGiB of 8\.0\sGiB/);
      const load = cell('load').locator('.big .unknown');
      assert.equal(await load.getAttribute('title'), 'not reported by libvirt: only the host itself knows');
      await machines.nth(1).waitFor();
      assert.equal(await machines.count(), 2);
      assert.equal(await page.locator('.chart').count(), 5);
      await screenshot('host-elsewhere');
    });
  });
});

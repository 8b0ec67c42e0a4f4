import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Entity } from '../../src/api/wire/entity.ts';
import type { Table } from '../../src/api/wire/table.ts';
import { overflow, skip, withConsole } from './harness.ts';

const screens = [
  { name: 'dark', options: { colorScheme: 'dark', viewport: { width: 1440, height: 900 } } },
  { name: 'light-360', options: { colorScheme: 'light', viewport: { width: 360, height: 740 } } },
] as const;

/** Answers addresses of a class `queue`, of which neither the program nor the console has a page. */
async function withQueues(page: Page): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  const metrics = { 'messages.ready': 7, 'messages.unacked': 2, 'raw.memory': 4096 };
  const condition = {
    kind: 'stuck',
    since: now - 60,
    atLeast: false,
    age: 60,
    reason: 'no consumer',
  } as const;
  const entity: Entity = {
    uuid: 'orders',
    id: 'orders',
    name: 'orders',
    class: 'queue',
    source: 'rabbit',
    demo: false,
    uri: '/metrics/queue/orders',
    metrics: '/metrics/queue/orders',
    parent: null,
    devices: null,
    state: 'running',
    stateReason: null,
    stateText: null,
    stateSince: now - 3600,
    stateAtLeast: false,
    condition,
    labels: { vhost: '/' },
    facts: {},
  };
  const table: Table = {
    time: now,
    step: 1,
    ids: ['mail', 'orders'],
    names: ['mail', 'orders'],
    hosts: [null, null],
    sources: ['queues', 'queues'],
    states: ['running', 'running'],
    stateReasons: [null, null],
    conditions: [null, condition],
    facts: {},
    columns: {},
    reasons: {},
  };
  const history = {
    start: now - 600,
    end: now,
    step: 1,
    cf: 'AVERAGE',
    units: {},
    gaps: [],
    next: '',
    columns: Object.fromEntries(
      Object.entries(metrics).map(([name, value]) => [name, Array(600).fill(value)]),
    ),
  };
  const stream = (events: Record<string, unknown>) => ({
    contentType: 'text/event-stream',
    body: `retry: 60000\n${Object.entries(events).map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`).join('')}`, // prettier-ignore
  });
  const isStream = (accept: string | undefined): boolean => accept === 'text/event-stream';
  await page.route('**/metrics/queue?columns=*', (route) =>
    route.fulfill(isStream(route.request().headers()['accept']) ? stream({ table }) : { json: table }),
  );
  await page.route('**/metrics/queue/orders', (route) =>
    isStream(route.request().headers()['accept'])
      ? route.fulfill(stream({ entity, values: { time: now, values: metrics, reasons: {} } }))
      : route.continue(),
  );
  await page.route('**/metrics/queue/orders/history?*', (route) => route.fulfill({ json: history }));
  await page.route('**/metrics/queue/orders/events?*', (route) => route.fulfill({ json: { events: [] } }));
}

describe('browser: classes', { skip }, () => {
  for (const { name, options } of screens) {
    it(`shows the instances of a class without a page of its own, and each with all its metrics (${name})`, async () => {
      await withConsole(
        async ({ page, url, screenshot }) => {
          await page.goto(url);
          await page.locator('footer').getByRole('link', { name: 'sources' }).click();
          await page.getByRole('heading', { level: 1, name: 'source' }).waitFor();
          await page.getByText('What is read to know all this.').waitFor();
          const rows = page.locator('.class-page tbody tr');
          await rows.nth(1).waitFor();
          assert.match(await rows.first().innerText(), /host\s+up\s+[\d.]+\s[mµ]?s/);
          assert.equal(await overflow(page), 0);
          await screenshot(`sources-${name}`);

          await rows.getByRole('link', { name: 'qemu' }).click();
          await page.waitForURL('**/metrics/source/libvirt');
          await page.locator('.facts', { hasText: 'up, since' }).waitFor();
          await page.locator('[data-chart=poll] .value').first().waitFor();
          assert.deepEqual(await page.locator('.chart h2').allInnerTexts(), ['calls', 'poll', 'vms']);
          assert.deepEqual(await page.locator('[data-chart=poll] .legend button').allInnerTexts(), [
            'duration',
            'missed',
            'values',
          ]);
          await page.locator('.raw').getByRole('link', { name: 'vms.running' }).waitFor();
          await page.getByText('Time the last poll took').waitFor({ state: 'attached' });
          await page.locator('.events').getByText('seen for the first time').waitFor();
          assert.equal(await overflow(page), 0);
          await screenshot(`source-${name}`);
        },
        { context: options },
      );
    });

    it(`shows a class and an instance of which it knows nothing (${name})`, async () => {
      await withConsole(
        async ({ page, url, screenshot }) => {
          await withQueues(page);
          await page.goto(`${url}/metrics/queue`);
          await page.getByRole('heading', { level: 1, name: 'queue' }).waitFor();
          const rows = page.locator('.class-page tbody th');
          await rows.nth(1).waitFor();
          assert.deepEqual(
            await rows.getByRole('link').allInnerTexts(),
            ['orders', 'mail'],
            'the worst first',
          );
          await rows.getByRole('link', { name: 'orders' }).click();
          await page.waitForURL('**/metrics/queue/orders');
          const trouble = page.getByRole('alert');
          assert.match(
            await trouble.innerText(),
            /■\s+red\s+No consumer\. since \d\d:\d\d:\d\d UTC \(1\smin/,
          );
          await page.locator('[data-chart=messages] .value').first().waitFor();
          assert.deepEqual(await page.locator('.chart h2').allInnerTexts(), ['messages', 'raw']);
          await page.locator('dl.labels').getByText('vhost').waitFor();
          await page.locator('.raw').getByText('4096').waitFor({ state: 'attached' });
          assert.equal(await overflow(page), 0);
          await screenshot(`queue-${name}`);
        },
        { context: options, expectErrors: true },
      );
    });
  }

  it('shows that a class or instance does not exist, and leaves addresses of programs as they are', async () => {
    await withConsole(
      async ({ page, url }) => {
        await page.goto(`${url}/metrics/nonsense`);
        await page.getByRole('heading', { name: 'No such class' }).waitFor();
        await page.getByText('CLASS_UNKNOWN').waitFor();
        await page.goto(`${url}/metrics/source/nonsense`);
        await page.getByRole('heading', { name: 'No such source' }).waitFor();
        await page.getByText('ENTITY_UNKNOWN').waitFor();
        for (const path of [
          '/metrics/source/history?metrics=poll.duration',
          '/metrics/VM/history?metrics=cpu.usage',
          '/metrics/source/top?metric=poll.duration',
          '/metrics/source/libvirt/events',
        ]) {
          await page.goto(url + path);
          await page.getByText('This address is for programs').waitFor();
          await page.locator('pre', { hasText: /"(series|rows|events)"/ }).waitFor();
        }
        const { next } = await (await fetch(`${url}/metrics/source/libvirt/history?metrics=poll.duration`)).json() as { next: string }; // prettier-ignore
        await page.goto(url + next);
        await page.locator('[data-chart=poll] .value').first().waitFor();
      },
      { expectErrors: true },
    );
  });
});

/**
 * What the table of machines costs in a real browser, `npm run bench -- weight [other checkout] [machines …]` (40, 2000 and 10000):
 * bytes of a first visit on the wire, of the live stream in a second, of both with 100 machines also where asked; processor
 * time of the page while no one touches it; the time from a click on a column, and from a letter in the filter, to the
 * frame that shows it. A checkout that is named is measured first in the same run, with its own server and console.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { launchChromium, skip } from '../test/browser/chromium.ts';
import { eventually, startProgram, type Program } from '../test/program.ts';

const restSeconds = 20;
const streamSeconds = 30;
const times = 9;

interface Figures {
  readonly visitBytes: number;
  readonly dataBytes: number;
  readonly perSecond: number;
  readonly restPercent: number;
  readonly sortMs: number;
  readonly filterMs: number;
}

assert.ok(!skip, skip || '');
const args = process.argv.slice(2);
const counts = args.filter((arg) => /^\d+$/.test(arg)).map(Number);
const other = args.find((arg) => !/^\d+$/.test(arg));
const roots = [...(other === undefined ? [] : [resolve(other)]), process.cwd()];
const browser = await launchChromium();
try {
  console.log('machines  visit KB  first table KB  stream B/s  at rest, % of a core  sort ms  filter ms  load  checkout'); // prettier-ignore
  for (const machines of counts.length > 0 ? counts : [40, 2000, 10_000]) {
    for (const root of roots) {
      const found = await measure(browser, root, machines);
      const { visitBytes, dataBytes, perSecond, restPercent, sortMs, filterMs } = found;
      const cells = [machines, (visitBytes / 1e3).toFixed(1), (dataBytes / 1e3).toFixed(1), perSecond.toFixed(0), restPercent.toFixed(1), sortMs.toFixed(0), filterMs.toFixed(0), loadavg()[0]?.toFixed(1)]; // prettier-ignore
      const widths = [8, 9, 15, 11, 21, 8, 10, 5];
      console.log(`${cells.map((cell, i) => String(cell).padStart(widths[i] ?? 0)).join(' ')}  ${root}`);
    }
  }
} finally {
  await browser.close();
}

async function measure(chromium: Browser, root: string, machines: number): Promise<Figures> {
  const here = process.cwd();
  process.chdir(root);
  const starting = startProgram(['--demo', String(machines)]);
  process.chdir(here);
  await using program = await starting;
  await eventually(
    () => program.json<Record<string, { count: number }>>('/metrics', { accept: 'application/json' }),
    (tree) => tree['VM']?.count === machines,
    120,
    `${machines} machines`,
  );
  // The first polls make every series.
  await setTimeout(15_000);
  const page = await chromium.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  const sizes: Promise<{ type: string; bytes: number }>[] = [];
  let stream = '';
  page.on('request', (request) => {
    if (request.resourceType() === 'eventsource' && /columns=/.test(request.url())) stream = request.url();
  });
  page.on('requestfinished', (request) => {
    const size = request.sizes().then(({ responseBodySize, responseHeadersSize }) => {
      return { type: request.resourceType(), bytes: responseBodySize + responseHeadersSize };
    });
    sizes.push(size);
  });
  await page.goto(`${program.url}/metrics/VM`);
  await page.locator('.machines tbody a').first().waitFor({ timeout: 60_000 });
  await setTimeout(3000);
  const visit = await Promise.all(sizes);
  const sum = (wanted: RegExp): number =>
    visit.reduce((all, { type, bytes }) => all + (wanted.test(type) ? bytes : 0), 0);
  const session = await chromium.newBrowserCDPSession();
  const [before, begun] = [cpuMs(await renderers(session)), performance.now()];
  await setTimeout(restSeconds * 1000);
  const restPercent = (100 * (cpuMs(await renderers(session)) - before)) / (performance.now() - begun);
  const sortMs = await timeOf(page, `document.querySelectorAll('.machines thead button')[turn % 2 + 1].click()`); // prettier-ignore
  const filterMs = await timeOf(page, `(() => {
    const field = document.querySelector('input[type=search], main input[type=text], header input');
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, turn % 2 ? '' : 'web');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  })()`); // prettier-ignore
  await page.close();
  const streamed = await streamBytes(program, stream);
  return { visitBytes: sum(/document|script|stylesheet|image/), dataBytes: streamed.first, perSecond: streamed.perSecond, restPercent, sortMs, filterMs }; // prettier-ignore
}

/** Bytes of the first events of a stream, and of those after it in a second. */
async function streamBytes(program: Program, url: string): Promise<{ first: number; perSecond: number }> {
  const left = new AbortController();
  const headers = { accept: 'text/event-stream' };
  const response = await fetch(url || program.url, { headers, signal: left.signal });
  let [bytes, first] = [0, 0];
  const reading = (async () => {
    for await (const chunk of response.body ?? []) bytes += chunk.length;
  })().catch(() => {});
  await setTimeout(2000);
  first = bytes;
  await setTimeout(streamSeconds * 1000);
  const perSecond = (bytes - first) / streamSeconds;
  left.abort();
  await reading;
  return { first, perSecond };
}

async function renderers(session: CDPSession): Promise<number[]> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** Processor time that main threads have had, ms. */
function cpuMs(ids: readonly number[]): number {
  let ns = 0;
  for (const id of ids) ns += Number(readFileSync(`/proc/${id}/task/${id}/schedstat`, 'utf8').split(' ')[0]);
  return ns / 1e6;
}

/** Median time from an action to the frame after it. */
async function timeOf(page: Page, action: string): Promise<number> {
  const took: number[] = [];
  for (let turn = 0; turn < times; turn++) {
    const ms = await page.evaluate<number>(`(async () => {
      const turn = ${turn};
      const begun = performance.now();
      ${action};
      await new Promise(requestAnimationFrame);
      await new Promise((done) => setTimeout(done, 0));
      return performance.now() - begun;
    })()`);
    took.push(ms);
    await setTimeout(300);
  }
  return took.toSorted((a, b) => a - b)[Math.floor(times / 2)] ?? NaN;
}

/**
 * Sixty charts on one page in a real browser: fifteen machines by four metrics, six hundred rows each, a row a second.
 * How long frames take while the cursor moves over all charts, and what share of a core live rows take while no one
 * touches anything.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import type { CDPSession, Page } from 'playwright-core';
import { launchChromium, skip } from '../test/browser/chromium.ts';
import { eventually, startProgram } from '../test/program.ts';

const machines = 15;
const rows = 600;
const seconds = 8;
const screens = [
  { width: 1280, height: 800 },
  { width: 2560, height: 1440 },
];

/** Rows of ten minutes that the program, just started, does not have; newer ones are its own. */
async function withRows(page: Page): Promise<void> {
  await page.route(/\/metrics\/VM\/history\?/, async (route) => {
    const asked = new URL(route.request().url()).searchParams;
    const end = Math.floor(Date.now() / 1000);
    const list = (name: string): string[] => (asked.get(name) ?? '').split(',');
    const series = list('metrics').flatMap((metric, place) =>
      list('ids').map((id, machine) => {
        const size = metric.includes('cpu') ? 1 : 1e7;
        const data = Array.from(
          { length: rows },
          (_, row) => size * Math.abs(Math.sin(row / 20 + machine + place)),
        );
        return { id, metric, data };
      }),
    );
    await route.fulfill({ json: { start: end - rows, end, step: 1, series } });
  });
}

/** Moves the cursor over a chart in every frame, or not at all. Returns the times between frames, ms. */
const frames = (moves: boolean): string => `(async () => {
  const over = document.querySelector('.chart .u-over');
  const { left, top, width } = over.getBoundingClientRect();
  over.dispatchEvent(new MouseEvent('mouseenter'));
  const frame = () => new Promise(requestAnimationFrame);
  const between = [];
  let last = await frame();
  const until = last + ${seconds * 1000};
  for (let x = 0; last < until; x = (x + 7) % width) {
    if (${moves}) {
      const at = { clientX: left + x, clientY: top + 20, bubbles: true };
      over.dispatchEvent(new MouseEvent('mousemove', at));
    }
    const now = await frame();
    between.push(now - last);
    last = now;
  }
  over.dispatchEvent(new MouseEvent('mouseleave'));
  return between;
})()`;

/** Processor time that the main threads of the browser's pages have had, ms: unlike the clock not what others took from us. */
async function cpuMs(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  let ns = 0;
  for (const { type, id } of processInfo) {
    if (type === 'renderer')
      ns += Number(readFileSync(`/proc/${id}/task/${id}/schedstat`, 'utf8').split(' ')[0]);
  }
  return ns / 1e6;
}

async function measure(page: Page, session: CDPSession, moves: boolean): Promise<string> {
  const [before, begun] = [await cpuMs(session), performance.now()];
  const between = (await page.evaluate<number[]>(frames(moves))).toSorted((a, b) => a - b);
  const cpu = (await cpuMs(session)) - before;
  const at = (part: number): string => (between[Math.floor(part * (between.length - 1))] ?? NaN).toFixed(1);
  const share = `${((100 * cpu) / (performance.now() - begun)).toFixed(0)} % of a core`;
  const each = `${(cpu / between.length).toFixed(1)} ms of processor time a frame, ${share}`;
  return `frames p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, max ${at(1)} ms; main thread ${each}`;
}

assert.ok(!skip, skip || '');
await using program = await startProgram(['--demo', '20'], 'interval: 1s\n');
const list = await eventually(
  () => program.json<{ id: string; state: string }[]>('/vms'),
  (all) => all.length === 20,
  15,
  'twenty machines',
);
const ids = list
  .filter(({ state }) => state === 'running')
  .slice(0, machines)
  .map(({ id }) => id);
const browser = await launchChromium();
try {
  const session = await browser.newBrowserCDPSession();
  for (const viewport of screens) {
    const page = await browser.newPage({ viewport });
    await withRows(page);
    await page.goto(`${program.url}/metrics/VM/compare?layout=apart&ids=${ids.join(',')}`);
    await page.locator('.chart .u-over').first().waitFor();
    const charts = await page.locator('.chart').count();
    const sight = `[...document.querySelectorAll('.chart')].filter((it) => it.getBoundingClientRect().top < innerHeight).length`;
    console.log(
      `${viewport.width}×${viewport.height}: ${charts} charts, ${await page.evaluate<number>(sight)} in sight, load ${loadavg()[0]?.toFixed(1)}`,
    );
    console.log(`  live rows:        ${await measure(page, session, false)}`);
    console.log(`  and the cursor:   ${await measure(page, session, true)}`);
    await page.close();
  }
} finally {
  await browser.close();
}

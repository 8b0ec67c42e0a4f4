import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { eventually, startProgram, type Program } from '../program.ts';
import { launchChromium } from './chromium.ts';

const screenshots = 'test-output/screenshots';

export { skip } from './chromium.ts';

let browser: Promise<Browser> | null = null;
const programs = new Map<number, Promise<Program>>();

after(async () => {
  await (await browser)?.close();
  for (const program of programs.values()) await (await program).stop();
});

export interface Shown {
  page: Page;
  /** Where the program listens, without a slash at the end. */
  url: string;
  program: Program;
  screenshot: (name: string) => Promise<void>;
}

export interface ConsoleOptions {
  /** Machines of the demo hypervisor; programs are shared by tests that ask for the same number. */
  guests?: number;
  context?: BrowserContextOptions;
  /** Errors the test provokes: the browser writes a refused request to its console. */
  expectErrors?: boolean;
}

/**
 * Runs with a page of the real program, started once per number of guests with an interval of a second. Fails when
 * the page wrote an error, threw one, or asked another server for anything.
 */
export async function withConsole(
  run: (shown: Shown) => Promise<void>,
  { guests = 12, context: options = {}, expectErrors = false }: ConsoleOptions = {},
): Promise<void> {
  const started = programs.get(guests) ?? startProgram(['--demo', String(guests)], 'interval: 1s\n');
  programs.set(guests, started);
  const program = await started;
  await withPage(program, run, options, expectErrors);
}

/** As {@link withConsole}, with a program of the test's own. */
export async function withPage(
  program: Program,
  run: (shown: Shown) => Promise<void>,
  options: BrowserContextOptions = {},
  expectErrors = false,
): Promise<void> {
  browser ??= launchChromium();
  const context = await (
    await browser
  ).newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options });
  try {
    const page = await context.newPage();
    const wrong: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') wrong.push(message.text());
    });
    page.on('pageerror', (error) => wrong.push(error.stack ?? error.message));
    const abroad: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(program.url)) abroad.push(request.url());
    });
    const screenshot = async (name: string): Promise<void> => {
      mkdirSync(screenshots, { recursive: true });
      await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
    };
    await run({ page, url: program.url, program, screenshot });
    if (!expectErrors) assert.deepEqual(wrong, []);
    assert.deepEqual(abroad, []);
  } finally {
    await context.close();
  }
}

/** Id of the machine of that name, as soon as the program has seen it. */
export async function idOf(program: Program, name: string): Promise<string> {
  const machines = await eventually(
    () => program.json<{ id: string; name: string }[]>('/vms'),
    (seen) => seen.some((machine) => machine.name === name),
    15,
    `a machine called ${name}`,
  );
  return machines.find((machine) => machine.name === name)?.id ?? '';
}

/** Pixels the page is wider than the window. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
}
